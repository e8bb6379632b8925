import aws.sdk.kotlin.runtime.auth.credentials.DefaultChainCredentialsProvider;
import aws.smithy.kotlin.runtime.auth.awscredentials.Credentials;
import aws.smithy.kotlin.runtime.collections.AttributesKt;
import aws.smithy.kotlin.runtime.util.PlatformProvider;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;

/** Prints what the Kotlin SDK's DefaultChainCredentialsProvider finds, as one line of JSON; a profile may be given. */
public class Ask {
    public static void main(String[] arguments) {
        String profile = arguments.length > 0 ? arguments[0] : null;
        String line;
        try {
            DefaultChainCredentialsProvider chain =
                new DefaultChainCredentialsProvider(profile, PlatformProvider.Companion.getSystem(), null, null);
            Credentials found = (Credentials) BuildersKt.runBlocking(
                EmptyCoroutineContext.INSTANCE,
                (scope, then) -> chain.resolve(AttributesKt.emptyAttributes(), then));
            line = json(found.getAccessKeyId(), found.getProviderName(), null);
        } catch (Throwable error) {
            line = json(null, null, words(error));
        }
        System.out.println(line);
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    /** What the links said is not in the message but in the suppressed exceptions. */
    static String words(Throwable error) {
        StringBuilder said = new StringBuilder(error.getClass().getSimpleName() + ": " + error.getMessage());
        for (Throwable inner : error.getSuppressed()) {
            said.append("; ").append(inner.getMessage());
        }
        return said.toString();
    }

    static String json(String key, String provider, String error) {
        return "{\"access_key_id\": " + text(key) + ", \"provider\": " + text(provider) + ", \"error\": " + text(error) + "}";
    }

    static String text(String value) {
        if (value == null) {
            return "null";
        }
        StringBuilder out = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            out.append(c == '"' || c == '\\' ? "\\" + c : c < 32 || c > 126 ? String.format("\\u%04x", (int) c) : "" + c);
        }
        return out.append('"').toString();
    }
}
