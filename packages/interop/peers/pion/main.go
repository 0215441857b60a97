// pion as a live peer for DTLS: `server` prints its port and echoes, `client <port>` sends a line.
package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/dtls/v3/pkg/crypto/selfsign"
)

func main() {
	if err := hold(os.Args[1:]); err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
}

func hold(words []string) error {
	certificate, err := selfsign.GenerateSelfSigned()
	if err != nil {
		return err
	}
	config := &dtls.Config{
		Certificates:          []tls.Certificate{certificate},
		InsecureSkipVerify:    true,
		ExtendedMasterSecret:  dtls.RequireExtendedMasterSecret,
		ConnectionIDGenerator: dtls.RandomCIDGenerator(8),
	}
	if words[0] == "client" {
		port, _ := strconv.Atoi(words[1])
		conn, err := dtls.Dial("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}, config)
		if err != nil {
			return err
		}
		return say(conn)
	}
	listener, err := dtls.Listen("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}, config)
	if err != nil {
		return err
	}
	fmt.Println("port", listener.Addr().(*net.UDPAddr).Port)
	conn, err := listener.Accept()
	if err != nil {
		return err
	}
	return echo(conn.(*dtls.Conn))
}

func say(conn *dtls.Conn) error {
	deadline, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := conn.HandshakeContext(deadline); err != nil {
		return err
	}
	fmt.Println("connected")
	if _, err := conn.Write([]byte("what is said here comes back")); err != nil {
		return err
	}
	data := make([]byte, 4096)
	length, err := conn.Read(data)
	if err != nil {
		return err
	}
	fmt.Println("heard", string(data[:length]))
	return conn.Close()
}

func echo(conn *dtls.Conn) error {
	deadline, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := conn.HandshakeContext(deadline); err != nil {
		return err
	}
	fmt.Println("connected")
	for {
		data := make([]byte, 4096)
		length, err := conn.Read(data)
		if err != nil {
			fmt.Println("closed")
			return nil
		}
		fmt.Println("heard", string(data[:length]))
		if _, err := conn.Write(data[:length]); err != nil {
			return err
		}
	}
}
