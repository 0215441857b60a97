// Go's crypto/tls as a live peer: answers the requests that src/peers/program.ts describes.
package main

import (
	"bufio"
	"crypto/ecdh"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

const patience = 20 * time.Second

var groups = map[string]tls.CurveID{
	"X25519MLKEM768": tls.X25519MLKEM768,
	"x25519":         tls.X25519,
	"secp256r1":      tls.CurveP256,
	"secp384r1":      tls.CurveP384,
	"secp521r1":      tls.CurveP521,
}

// Go 1.26 knows these, and Go before it does not show them by name. A module that asks for less than that must switch them on.
func init() {
	os.Setenv("GODEBUG", "tlssecpmlkem=1")
	for _, id := range []tls.CurveID{0x11eb, 0x11ed} {
		if name := id.String(); strings.HasPrefix(name, "SecP") {
			groups[name] = id
		}
	}
}

type request map[string]string

func main() {
	if len(os.Args) > 1 && os.Args[1] == "groups" {
		for name := range groups {
			fmt.Println(name)
		}
		return
	}
	var output sync.Mutex
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		id, role, values := fields[0], fields[1], request{}
		for _, field := range fields[2:] {
			name, value, _ := strings.Cut(field, "=")
			values[name] = value
		}
		answer := func(words ...string) {
			output.Lock()
			defer output.Unlock()
			fmt.Println(strings.Join(append([]string{id}, words...), "\t"))
		}
		// A request ends by its deadline, so "stop" needs no answer.
		if role != "stop" {
			go hold(role, values, answer)
		}
	}
}

func hold(role string, values request, answer func(...string)) {
	var state tls.ConnectionState
	var err error
	if role == "server" {
		state, err = serve(values, func(port int) { answer("listening", fmt.Sprint(port)) })
	} else {
		state, err = say(values)
	}
	if err != nil {
		answer("failed", strings.Join(strings.Fields(err.Error()), " "))
	} else {
		answer("done", "alpn="+state.NegotiatedProtocol, fmt.Sprint("stapled=", len(state.OCSPResponse) > 0), fmt.Sprint("hidden=", state.ECHAccepted))
	}
}

func serve(values request, listening func(int)) (state tls.ConnectionState, err error) {
	config, err := common(values)
	if err != nil {
		return
	}
	if values["ech"] != "" {
		if config.EncryptedClientHelloKeys, err = echKeys(values["ech"]); err != nil {
			return
		}
	}
	config.ClientCAs = config.RootCAs
	switch values["clientAuth"] {
	case "request":
		config.ClientAuth = tls.VerifyClientCertIfGiven
	case "require":
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return
	}
	defer listener.Close()
	listener.SetDeadline(time.Now().Add(patience))
	listening(listener.Addr().(*net.TCPAddr).Port)
	socket, err := listener.Accept()
	if err != nil {
		return
	}
	defer socket.Close()
	socket.SetDeadline(time.Now().Add(patience))
	connection := tls.Server(socket, config)
	reader := bufio.NewReader(connection)
	line, err := reader.ReadString('\n')
	if err != nil {
		return
	}
	if _, err = connection.Write([]byte(line)); err != nil {
		return
	}
	if err = expectEnd(reader); err != nil {
		return
	}
	return connection.ConnectionState(), connection.CloseWrite()
}

func say(values request) (state tls.ConnectionState, err error) {
	config, err := common(values)
	if err != nil {
		return
	}
	if values["ech"] != "" {
		if _, config.EncryptedClientHelloConfigList, err = echFile(values["ech"]); err != nil {
			return
		}
	}
	config.ServerName = values["serverName"]
	if values["renegotiate"] != "" {
		config.Renegotiation = tls.RenegotiateFreelyAsClient
	}
	socket, err := net.Dial("tcp", "127.0.0.1:"+values["port"])
	if err != nil {
		return
	}
	defer socket.Close()
	socket.SetDeadline(time.Now().Add(patience))
	connection := tls.Client(socket, config)
	// The echo is read while the line is written: a long line fills the buffers of both sides.
	written := make(chan error, 1)
	if err = connection.Handshake(); err != nil {
		return
	}
	go func() {
		_, err := connection.Write([]byte(values["line"] + "\n"))
		written <- err
	}()
	reader := bufio.NewReader(connection)
	line, err := reader.ReadString('\n')
	if err != nil {
		return
	}
	if err = <-written; err != nil {
		return
	}
	if line != values["line"]+"\n" {
		return state, errors.New("the echo is not what was sent")
	}
	if err = connection.CloseWrite(); err != nil {
		return
	}
	return connection.ConnectionState(), expectEnd(reader)
}

// echFile reads a private key and an ECHConfigList: RFC 9934.
func echFile(path string) (key any, list []byte, err error) {
	rest, err := os.ReadFile(path)
	for err == nil {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return
		}
		switch block.Type {
		case "PRIVATE KEY":
			key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
		case "ECHCONFIG":
			list = block.Bytes
		}
	}
	return
}

// There is one configuration in the list, behind the length of both.
func echKeys(path string) ([]tls.EncryptedClientHelloKey, error) {
	key, list, err := echFile(path)
	private, ok := key.(*ecdh.PrivateKey)
	if err != nil || !ok || len(list) < 2 {
		return nil, fmt.Errorf("no ECH key in %s: %v", path, err)
	}
	return []tls.EncryptedClientHelloKey{{Config: list[2:], PrivateKey: private.Bytes(), SendAsRetry: true}}, nil
}

// crypto/tls answers io.EOF for close_notify and io.ErrUnexpectedEOF where it is missing.
func expectEnd(reader *bufio.Reader) error {
	if _, err := reader.ReadByte(); err != io.EOF {
		return fmt.Errorf("instead of close_notify: %v", err)
	}
	return nil
}

// TLS 1.3 suites cannot be chosen in Go, so the other side's choice is what counts.
func common(values request) (*tls.Config, error) {
	roots, err := os.ReadFile(values["roots"])
	if err != nil {
		return nil, err
	}
	config := &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: x509.NewCertPool()}
	if values["version"] == "TLS 1.2" {
		config.MinVersion, config.MaxVersion = tls.VersionTLS12, tls.VersionTLS12
		for _, suite := range tls.CipherSuites() {
			if slices.Contains(strings.Split(values["suites"], ","), suite.Name) {
				config.CipherSuites = append(config.CipherSuites, suite.ID)
			}
		}
	}
	config.RootCAs.AppendCertsFromPEM(roots)
	if values["groups"] != "" {
		for _, name := range strings.Split(values["groups"], ",") {
			config.CurvePreferences = append(config.CurvePreferences, groups[name])
		}
	}
	if values["alpn"] != "" {
		config.NextProtos = strings.Split(values["alpn"], ",")
	}
	if values["certificate"] != "" {
		certificate, err := tls.LoadX509KeyPair(values["certificate"], values["key"])
		if err != nil {
			return nil, err
		}
		if values["ocspResponse"] != "" {
			if certificate.OCSPStaple, err = os.ReadFile(values["ocspResponse"]); err != nil {
				return nil, err
			}
		}
		config.Certificates = []tls.Certificate{certificate}
	}
	return config, nil
}
