// Prints what the default configuration of the SDK for Go v2 finds, as one line of JSON; a profile may be given.
package main

import (
	"context"
	"encoding/json"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
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
	var options []func(*config.LoadOptions) error
	if len(os.Args) > 1 {
		options = append(options, config.WithSharedConfigProfile(os.Args[1]))
	}
	loaded, err := config.LoadDefaultConfig(context.Background(), options...)
	if err != nil {
		return failed("load", err)
	}
	found, err := loaded.Credentials.Retrieve(context.Background())
	if err != nil {
		return failed("retrieve", err)
	}
	return answer{Key: &found.AccessKeyID, Provider: &found.Source}
}

func failed(when string, err error) answer {
	text := when + ": " + err.Error()
	return answer{Error: &text}
}

func print(said answer) {
	json.NewEncoder(os.Stdout).Encode(said)
}
