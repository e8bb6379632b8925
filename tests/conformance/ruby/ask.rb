# Prints what a client of the SDK for Ruby finds, as one line of JSON; a profile may be given.
require 'aws-sdk-core'
require 'json'

said = { access_key_id: nil, provider: nil, error: nil }
begin
  options = ARGV.empty? ? {} : { profile: ARGV[0] }
  # STS is the one client that the core brings; the chain is the same in each.
  found = Aws::STS::Client.new(region: 'us-east-1', **options).config.credentials
  if found.nil? || !found.set?
    said[:error] = 'none'
  else
    said[:provider] = found.class.name
    said[:access_key_id] = found.credentials.access_key_id
  end
rescue Exception => e
  said[:error] = "#{e.class}: #{e.message}"
end
puts JSON.generate(said)
