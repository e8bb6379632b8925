// Prints what the default chain of the SDK for JavaScript v3 finds, as one line of JSON; a profile may be given.
const { defaultProvider } = require("@aws-sdk/credential-provider-node");

const print = (key, provider, error) => {
  console.log(JSON.stringify({ access_key_id: key, provider, error }));
};
const profile = process.argv[2];

defaultProvider({ ...(profile === undefined ? {} : { profile }), maxRetries: 0, timeout: 1000, clientConfig: { maxAttempts: 1 } })()
  .then(
    (found) => {
      const steps = Object.keys(found.$source || {}).map((name) => name.replace(/^CREDENTIALS_/, ""));
      print(found.accessKeyId, steps.join("+") || null, null);
    },
    (error) => print(null, null, `${error.name}: ${error.message}`),
  )
  .finally(() => process.exit(0));
