// Prints what the default chain of the SDK for JavaScript v2 finds, as one line of JSON; a profile may be given.
process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = "1";

const print = (key, provider, error) => {
  console.log(JSON.stringify({ access_key_id: key ?? null, provider, error }));
  process.exit(0);
};
const last = (error) => (error.originalError ? `${error.code}: ${error.originalError.message}` : `${error.code || error.name}: ${error.message}`);
process.on("uncaughtException", (error) => print(null, null, `crash: ${error.code || error.name}: ${error.message}`));

try {
  const AWS = require("aws-sdk");
  if (process.argv[2] !== undefined) {
    AWS.config.credentials = new AWS.SharedIniFileCredentials({ profile: process.argv[2] });
  }
  AWS.config.getCredentials((error) => {
    const found = AWS.config.credentials;
    if (error) print(null, null, last(error));
    else print(found.accessKeyId, found.constructor.name + (found.envPrefix ? `:${found.envPrefix}` : ""), null);
  });
} catch (error) {
  print(null, null, `load: ${error.code || error.name}: ${error.message}`);
}
