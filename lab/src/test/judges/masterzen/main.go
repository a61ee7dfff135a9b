// Runs one command on a host by masterzen/winrm and prints what came back: by Basic, or by NTLM with sealed messages.
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/masterzen/winrm"
)

func main() {
	host, portText, user, password, auth, line := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5], os.Args[6]
	port, err := strconv.Atoi(portText)
	if err != nil {
		panic(err)
	}
	parameters := winrm.NewParameters("PT30S", "en-US", 153600)
	if auth == "ntlm" {
		parameters.TransportDecorator = func() winrm.Transporter {
			sealed, err := winrm.NewEncryption("ntlm")
			if err != nil {
				panic(err)
			}
			return sealed
		}
	}
	client, err := winrm.NewClientWithParameters(winrm.NewEndpoint(host, port, false, true, nil, nil, nil, 0), user, password, parameters)
	if err != nil {
		panic(err)
	}
	out, said, code, err := client.RunCmdWithContext(context.Background(), line)
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
	fmt.Println(strings.TrimSpace(out), strings.TrimSpace(said), uint32(code))
}
