import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** Prints what DefaultCredentialsProvider finds, as one line of JSON; a profile may be given. */
public class Ask {
    public static void main(String[] arguments) {
        DefaultCredentialsProvider.Builder builder = DefaultCredentialsProvider.builder();
        if (arguments.length > 0) {
            builder.profileName(arguments[0]);
        }
        String line;
        try (DefaultCredentialsProvider chain = builder.build()) {
            AwsCredentials found = chain.resolveCredentials();
            line = json(found.accessKeyId(), found.providerName().orElse(null), null);
        } catch (Throwable error) {
            line = json(null, null, error.getClass().getSimpleName() + ": " + error.getMessage());
        }
        System.out.println(line);
        System.out.flush();
        // Threads that refresh credentials may run on.
        Runtime.getRuntime().halt(0);
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
