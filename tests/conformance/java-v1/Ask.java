import com.amazonaws.auth.AWSCredentials;
import com.amazonaws.auth.AWSCredentialsProvider;
import com.amazonaws.auth.AWSCredentialsProviderChain;
import com.amazonaws.auth.DefaultAWSCredentialsProviderChain;
import com.amazonaws.auth.profile.ProfileCredentialsProvider;
import java.lang.reflect.Field;

/** Prints what DefaultAWSCredentialsProviderChain finds, as one line of JSON; a profile may be given. */
public class Ask {
    public static void main(String[] arguments) {
        // Its own words about the end of support go to standard error, and take time.
        System.setProperty("aws.java.v1.disableDeprecationAnnouncement", "true");
        String line;
        try {
            AWSCredentialsProvider asked = arguments.length > 0
                ? new ProfileCredentialsProvider(arguments[0])
                : new DefaultAWSCredentialsProviderChain();
            AWSCredentials found = asked.getCredentials();
            line = json(found.getAWSAccessKeyId(), winner(asked), null);
        } catch (Throwable error) {
            line = json(null, null, error.getClass().getSimpleName() + ": " + error.getMessage());
        }
        System.out.println(line);
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    /** The chain keeps which link won to itself. */
    static String winner(AWSCredentialsProvider asked) throws ReflectiveOperationException {
        if (!(asked instanceof AWSCredentialsProviderChain)) {
            return asked.getClass().getSimpleName();
        }
        Field field = AWSCredentialsProviderChain.class.getDeclaredField("lastUsedProvider");
        field.setAccessible(true);
        return field.get(asked).getClass().getSimpleName();
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
