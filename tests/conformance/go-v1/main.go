// Prints what a default session of the SDK for Go v1 finds, as one line of JSON; a profile may be given.
package main

import (
	"encoding/json"
	"os"

	"github.com/aws/aws-sdk-go/aws/session"
)

type answer struct {
	Key      *string `json:"access_key_id"`
	Provider *string `json:"provider"`
	Error    *string `json:"error"`
}

func main() {
	print(ask())
}

func ask() answer {
	var options session.Options
	if len(os.Args) > 1 {
		options.Profile = os.Args[1]
	}
	opened, err := session.NewSessionWithOptions(options)
	if err != nil {
		return failed("session", err)
	}
	found, err := opened.Config.Credentials.Get()
	if err != nil {
		return failed("get", err)
	}
	return answer{Key: &found.AccessKeyID, Provider: &found.ProviderName}
}

func failed(when string, err error) answer {
	text := when + ": " + err.Error()
	return answer{Error: &text}
}

func print(said answer) {
	json.NewEncoder(os.Stdout).Encode(said)
}
