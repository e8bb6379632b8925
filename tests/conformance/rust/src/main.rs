//! Prints what the default chain of the SDK for Rust finds, as one line of JSON; a profile may be given.

use aws_config::BehaviorVersion;
use aws_credential_types::provider::ProvideCredentials;
use std::error::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut loader = aws_config::defaults(BehaviorVersion::latest());
    if let Some(profile) = std::env::args().nth(1) {
        loader = loader.profile_name(profile);
    }
    let config = loader.load().await;
    let asked = config.credentials_provider().expect("the loader sets a provider");
    let said = match asked.provide_credentials().await {
        Ok(found) => {
            // The name has no public accessor, and is the first field of what Debug prints.
            let shown = format!("{found:?}");
            let name = shown.split('"').nth(1).unwrap_or_default();
            serde_json::json!({"access_key_id": found.access_key_id(), "provider": name, "error": null})
        }
        Err(error) => {
            let mut text = error.to_string();
            let mut cause = error.source();
            while let Some(inner) = cause {
                text = format!("{text}: {inner}");
                cause = inner.source();
            }
            serde_json::json!({"access_key_id": null, "provider": null, "error": text})
        }
    };
    println!("{said}");
    std::process::exit(0);
}
