# whoami-aws: completion for bash. Source it, or put it where bash-completion looks.
_whoami_aws() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command='' words='' files=0 word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " explain check compare imds schema rules rule demo completion man " in *" $word "*) command=$word; break;; esac
  done
  case "$command" in
    '')
      words='explain check compare imds schema rules rule demo completion man -h --help --version'
      case "$prev" in
      esac;;
    'explain')
      words='-h --help --profile --sdk --without --set --java-property --assume --network --offline --no-exec --trust-endpoint --timeout --identities --ignore --format --report --output --mode --show-key-ids --verbose -v --color'
      case "$prev" in
      --profile) words=''; files=0;;
      --sdk) words='boto3 aws-cli aws-cli-v1 java-v1 java-v2 kotlin go-v1 go-v2 js-v2 js-v3 rust cpp crt ruby python-v4'; files=0;;
      --without) words=''; files=0;;
      --set) words=''; files=0;;
      --java-property) words=''; files=0;;
      --assume) words=''; files=0;;
      --network) words='none metadata full'; files=0;;
      --trust-endpoint) words=''; files=0;;
      --timeout) words=''; files=0;;
      --identities) words='winner all'; files=0;;
      --ignore) words='assume-role-denied bad-credential-source bad-setting blank-key-in-file both-variables-one-file boto2-file-without-keys byte-order-mark ca-bundle-missing ci-profile-without-files ci-secrets-empty clock-is-off cloud9-managed-credentials config-unparsable container-credentials-failed container-endpoint-unreachable container-host-not-allowed container-id-not-found container-token-has-line-end container-token-missing container-token-refused container-token-unreadable container-uri-empty container-variables-lost content-instead-of-path credential-file-missing credential-process-bad-answer credential-process-expired-answer credential-process-failed credential-process-needs-shell credential-process-not-found credential-process-not-json credential-process-prints-nothing credential-process-wants-input credential-source-empty credential-source-without-role-arn credentials-expire-soon credentials-in-other-home default-profile-beats-aws-profile duplicate-key duplicate-section earlier-step-left-expired-session empty-key-variables empty-profile-variable endpoint-override env-keys-removed-by-profile env-shadows-container-role env-shadows-instance-profile env-shadows-web-identity environment-stripped expired-credentials explicit-deny failing-source-passed-over file-is-directory file-is-utf-16 file-misnamed file-open-to-others file-shadows-container-role file-shadows-instance-profile file-unreadable file-variable-empty files-swapped github-id-token-missing github-login-step-missing gitlab-id-token-missing gitlab-protected-variables hidden-bad-profile-variable home-missing indented-key-eaten indented-options inline-comment-in-value instance-profile-gone instance-profile-without-role instance-role-refused key-and-secret-swapped key-id-is-no-aws-key key-pair-split-over-files key-unknown-to-sts keys-in-default-section keys-in-file-shadow-own-profile kubernetes-api-token-used literal-tilde-directory login-needs-crt login-never-done login-session-expired long-term-key-on-role-host long-term-key-with-token metadata-answers-html metadata-behind-proxy metadata-credentials-expired metadata-disabled-by-variable metadata-disabled-has-no-effect metadata-endpoint-overridden metadata-forbidden metadata-hop-limit metadata-stand-in metadata-too-slow metadata-tried-without-end metadata-v1-disabled-and-no-token metadata-v1-open mfa-serial-without-role-arn model-and-sdk-differ named-file-missing no-credentials no-default-profile no-role-attached node-role-in-pod oidc-provider-missing one-key-in-several-places option-misspelled orphan-session-token partial-env-keys partial-file-keys path-not-expanded placeholder-key profile-broken profile-ignored-because-of-env-keys profile-is-sso-session profile-name-misspelled profile-not-found profile-prefix-in-credentials profile-prefix-missing profile-shadows-machine-role proxy-variable-twice region-disabled region-invalid region-missing region-variable-unread rejected-by-sts role-arn-malformed role-arn-without-token-file role-beaten-by-its-own-env-keys role-cache-serves-old-keys role-duration-too-long role-duration-unusable role-needs-mfa role-of-another-partition role-session-name-invalid role-source-loop role-without-source sdks-disagree secret-does-not-match secret-in-wrong-place secret-is-no-aws-secret section-header-missing section-header-unclosed section-in-wrong-file section-name-mistaken security-token-beats-session-token session-key-without-token source-profile-missing source-profile-without-credentials source-profile-without-role-arn source-stops-chain sso-incomplete sso-never-logged-in sso-registration-expired sso-role-not-assigned sso-session-missing sso-settings-disagree sso-settings-hide-keys sso-start-url-mismatch sso-token-expired sso-token-will-be-refreshed sso-wrong-region stray-characters-in-key stray-characters-in-profile-name sts-throttled sts-unreachable task-has-no-role task-uses-instance-role token-file-without-role-arn two-key-pairs-for-one-profile two-role-sources two-roles-for-one-pod unread-variable web-identity-denied web-identity-token-expired web-identity-token-malformed web-identity-token-missing web-identity-token-unreadable web-identity-unknown-to-old-sdks web-identity-wrong-audience windows-home windows-line-ends wrong-partition'; files=0;;
      --format) words='text json github gitlab junit sarif markdown tap'; files=0;;
      --report) words=''; files=1;;
      --output) words=''; files=1;;
      --mode) words=''; files=0;;
      --color) words='auto always never'; files=0;;
      esac;;
    'check')
      words='-h --help --account --arn --source --not-source --not-long-term --min-ttl --region --partition --imds-v2-only --all-sdks-agree --no-finding --fail-on --accept --expect --sdk --wait --profile --java-property --assume --network --offline --no-exec --trust-endpoint --timeout --format --report --output --mode --quiet -q --show-key-ids --color'
      case "$prev" in
      --account) words=''; files=0;;
      --arn) words=''; files=0;;
      --source) words='env assume-role assume-role-with-web-identity sso shared-credentials-file login custom-process config-file ec2-credentials-file boto-config container-role iam-role system-properties profile'; files=0;;
      --not-source) words='env assume-role assume-role-with-web-identity sso shared-credentials-file login custom-process config-file ec2-credentials-file boto-config container-role iam-role system-properties profile'; files=0;;
      --min-ttl) words=''; files=0;;
      --region) words=''; files=0;;
      --partition) words='aws aws-cn aws-us-gov'; files=0;;
      --no-finding) words='assume-role-denied bad-credential-source bad-setting blank-key-in-file both-variables-one-file boto2-file-without-keys byte-order-mark ca-bundle-missing ci-profile-without-files ci-secrets-empty clock-is-off cloud9-managed-credentials config-unparsable container-credentials-failed container-endpoint-unreachable container-host-not-allowed container-id-not-found container-token-has-line-end container-token-missing container-token-refused container-token-unreadable container-uri-empty container-variables-lost content-instead-of-path credential-file-missing credential-process-bad-answer credential-process-expired-answer credential-process-failed credential-process-needs-shell credential-process-not-found credential-process-not-json credential-process-prints-nothing credential-process-wants-input credential-source-empty credential-source-without-role-arn credentials-expire-soon credentials-in-other-home default-profile-beats-aws-profile duplicate-key duplicate-section earlier-step-left-expired-session empty-key-variables empty-profile-variable endpoint-override env-keys-removed-by-profile env-shadows-container-role env-shadows-instance-profile env-shadows-web-identity environment-stripped expired-credentials explicit-deny failing-source-passed-over file-is-directory file-is-utf-16 file-misnamed file-open-to-others file-shadows-container-role file-shadows-instance-profile file-unreadable file-variable-empty files-swapped github-id-token-missing github-login-step-missing gitlab-id-token-missing gitlab-protected-variables hidden-bad-profile-variable home-missing indented-key-eaten indented-options inline-comment-in-value instance-profile-gone instance-profile-without-role instance-role-refused key-and-secret-swapped key-id-is-no-aws-key key-pair-split-over-files key-unknown-to-sts keys-in-default-section keys-in-file-shadow-own-profile kubernetes-api-token-used literal-tilde-directory login-needs-crt login-never-done login-session-expired long-term-key-on-role-host long-term-key-with-token metadata-answers-html metadata-behind-proxy metadata-credentials-expired metadata-disabled-by-variable metadata-disabled-has-no-effect metadata-endpoint-overridden metadata-forbidden metadata-hop-limit metadata-stand-in metadata-too-slow metadata-tried-without-end metadata-v1-disabled-and-no-token metadata-v1-open mfa-serial-without-role-arn model-and-sdk-differ named-file-missing no-credentials no-default-profile no-role-attached node-role-in-pod oidc-provider-missing one-key-in-several-places option-misspelled orphan-session-token partial-env-keys partial-file-keys path-not-expanded placeholder-key profile-broken profile-ignored-because-of-env-keys profile-is-sso-session profile-name-misspelled profile-not-found profile-prefix-in-credentials profile-prefix-missing profile-shadows-machine-role proxy-variable-twice region-disabled region-invalid region-missing region-variable-unread rejected-by-sts role-arn-malformed role-arn-without-token-file role-beaten-by-its-own-env-keys role-cache-serves-old-keys role-duration-too-long role-duration-unusable role-needs-mfa role-of-another-partition role-session-name-invalid role-source-loop role-without-source sdks-disagree secret-does-not-match secret-in-wrong-place secret-is-no-aws-secret section-header-missing section-header-unclosed section-in-wrong-file section-name-mistaken security-token-beats-session-token session-key-without-token source-profile-missing source-profile-without-credentials source-profile-without-role-arn source-stops-chain sso-incomplete sso-never-logged-in sso-registration-expired sso-role-not-assigned sso-session-missing sso-settings-disagree sso-settings-hide-keys sso-start-url-mismatch sso-token-expired sso-token-will-be-refreshed sso-wrong-region stray-characters-in-key stray-characters-in-profile-name sts-throttled sts-unreachable task-has-no-role task-uses-instance-role token-file-without-role-arn two-key-pairs-for-one-profile two-role-sources two-roles-for-one-pod unread-variable web-identity-denied web-identity-token-expired web-identity-token-malformed web-identity-token-missing web-identity-token-unreadable web-identity-unknown-to-old-sdks web-identity-wrong-audience windows-home windows-line-ends wrong-partition'; files=0;;
      --fail-on) words='error warning info'; files=0;;
      --accept) words='unconfirmed'; files=0;;
      --expect) words=''; files=1;;
      --sdk) words='boto3 aws-cli aws-cli-v1 java-v1 java-v2 kotlin go-v1 go-v2 js-v2 js-v3 rust cpp crt ruby python-v4'; files=0;;
      --wait) words=''; files=0;;
      --profile) words=''; files=0;;
      --java-property) words=''; files=0;;
      --assume) words=''; files=0;;
      --network) words='none metadata full'; files=0;;
      --trust-endpoint) words=''; files=0;;
      --timeout) words=''; files=0;;
      --format) words='text json github gitlab junit sarif markdown tap'; files=0;;
      --report) words=''; files=1;;
      --output) words=''; files=1;;
      --mode) words=''; files=0;;
      --color) words='auto always never'; files=0;;
      esac;;
    'compare')
      words='-h --help --sdk --all --profile --java-property --assume --network --offline --no-exec --trust-endpoint --timeout --exit-zero --format --show-key-ids'
      case "$prev" in
      --sdk) words='boto3 aws-cli aws-cli-v1 java-v1 java-v2 kotlin go-v1 go-v2 js-v2 js-v3 rust cpp crt ruby python-v4'; files=0;;
      --profile) words=''; files=0;;
      --java-property) words=''; files=0;;
      --assume) words=''; files=0;;
      --network) words='none metadata full'; files=0;;
      --trust-endpoint) words=''; files=0;;
      --timeout) words=''; files=0;;
      --format) words='text json'; files=0;;
      esac;;
    'imds')
      words='-h --help --timeout --format --profile --verbose -v --color'
      case "$prev" in
      --timeout) words=''; files=0;;
      --format) words='text json'; files=0;;
      --profile) words=''; files=0;;
      --color) words='auto always never'; files=0;;
      esac;;
    'schema')
      words='report check compare imds rules host -h --help'
      case "$prev" in
      esac;;
    'rules')
      words='-h --help --format'
      case "$prev" in
      --format) words='text json markdown'; files=0;;
      esac;;
    'rule')
      words='assume-role-denied bad-credential-source bad-setting blank-key-in-file both-variables-one-file boto2-file-without-keys byte-order-mark ca-bundle-missing ci-profile-without-files ci-secrets-empty clock-is-off cloud9-managed-credentials config-unparsable container-credentials-failed container-endpoint-unreachable container-host-not-allowed container-id-not-found container-token-has-line-end container-token-missing container-token-refused container-token-unreadable container-uri-empty container-variables-lost content-instead-of-path credential-file-missing credential-process-bad-answer credential-process-expired-answer credential-process-failed credential-process-needs-shell credential-process-not-found credential-process-not-json credential-process-prints-nothing credential-process-wants-input credential-source-empty credential-source-without-role-arn credentials-expire-soon credentials-in-other-home default-profile-beats-aws-profile duplicate-key duplicate-section earlier-step-left-expired-session empty-key-variables empty-profile-variable endpoint-override env-keys-removed-by-profile env-shadows-container-role env-shadows-instance-profile env-shadows-web-identity environment-stripped expired-credentials explicit-deny failing-source-passed-over file-is-directory file-is-utf-16 file-misnamed file-open-to-others file-shadows-container-role file-shadows-instance-profile file-unreadable file-variable-empty files-swapped github-id-token-missing github-login-step-missing gitlab-id-token-missing gitlab-protected-variables hidden-bad-profile-variable home-missing indented-key-eaten indented-options inline-comment-in-value instance-profile-gone instance-profile-without-role instance-role-refused key-and-secret-swapped key-id-is-no-aws-key key-pair-split-over-files key-unknown-to-sts keys-in-default-section keys-in-file-shadow-own-profile kubernetes-api-token-used literal-tilde-directory login-needs-crt login-never-done login-session-expired long-term-key-on-role-host long-term-key-with-token metadata-answers-html metadata-behind-proxy metadata-credentials-expired metadata-disabled-by-variable metadata-disabled-has-no-effect metadata-endpoint-overridden metadata-forbidden metadata-hop-limit metadata-stand-in metadata-too-slow metadata-tried-without-end metadata-v1-disabled-and-no-token metadata-v1-open mfa-serial-without-role-arn model-and-sdk-differ named-file-missing no-credentials no-default-profile no-role-attached node-role-in-pod oidc-provider-missing one-key-in-several-places option-misspelled orphan-session-token partial-env-keys partial-file-keys path-not-expanded placeholder-key profile-broken profile-ignored-because-of-env-keys profile-is-sso-session profile-name-misspelled profile-not-found profile-prefix-in-credentials profile-prefix-missing profile-shadows-machine-role proxy-variable-twice region-disabled region-invalid region-missing region-variable-unread rejected-by-sts role-arn-malformed role-arn-without-token-file role-beaten-by-its-own-env-keys role-cache-serves-old-keys role-duration-too-long role-duration-unusable role-needs-mfa role-of-another-partition role-session-name-invalid role-source-loop role-without-source sdks-disagree secret-does-not-match secret-in-wrong-place secret-is-no-aws-secret section-header-missing section-header-unclosed section-in-wrong-file section-name-mistaken security-token-beats-session-token session-key-without-token source-profile-missing source-profile-without-credentials source-profile-without-role-arn source-stops-chain sso-incomplete sso-never-logged-in sso-registration-expired sso-role-not-assigned sso-session-missing sso-settings-disagree sso-settings-hide-keys sso-start-url-mismatch sso-token-expired sso-token-will-be-refreshed sso-wrong-region stray-characters-in-key stray-characters-in-profile-name sts-throttled sts-unreachable task-has-no-role task-uses-instance-role token-file-without-role-arn two-key-pairs-for-one-profile two-role-sources two-roles-for-one-pod unread-variable web-identity-denied web-identity-token-expired web-identity-token-malformed web-identity-token-missing web-identity-token-unreadable web-identity-unknown-to-old-sdks web-identity-wrong-audience windows-home windows-line-ends wrong-partition -h --help'
      case "$prev" in
      esac;;
    'demo')
      words='env-keys-shadow-instance-profile config-unparsable credential-process-fails instance-role nobody-answers partial-env-keys pod-identity profile-does-not-exist profile-ignored-because-of-env-keys role-chain-from-instance sdks-differ sso-token-expired web-identity-token-missing -h --help --list --format'
      case "$prev" in
      --format) words='text json'; files=0;;
      esac;;
    'completion')
      words='bash zsh fish -h --help'
      case "$prev" in
      esac;;
    'man')
      words='-h --help'
      case "$prev" in
      esac;;
  esac
  if [ "$files" = 1 ]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  fi
}
complete -o filenames -F _whoami_aws whoami-aws
