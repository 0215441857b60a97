// Go's crypto/tls coming back: a client that connects three times and says whether it resumed, and a server that echoes.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
)

func main() {
	if os.Args[1] == "client" {
		client(os.Args[2], os.Args[3])
	} else {
		server(os.Args[2], os.Args[3])
	}
}

func client(port, roots string) {
	pool := x509.NewCertPool()
	pem, err := os.ReadFile(roots)
	check(err)
	pool.AppendCertsFromPEM(pem)
	config := &tls.Config{RootCAs: pool, ServerName: "localhost", ClientSessionCache: tls.NewLRUClientSessionCache(4)}
	for range 3 {
		connection, err := tls.Dial("tcp", "127.0.0.1:"+port, config)
		check(err)
		_, err = connection.Write([]byte("hello\n"))
		check(err)
		// Tickets come with the data: reading takes them.
		_, err = bufio.NewReader(connection).ReadString('\n')
		check(err)
		fmt.Println("resumed", connection.ConnectionState().DidResume)
		check(connection.Close())
	}
}

func server(certificate, key string) {
	pair, err := tls.LoadX509KeyPair(certificate, key)
	check(err)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{pair}})
	check(err)
	fmt.Println("listening", listener.Addr().(*net.TCPAddr).Port)
	for {
		connection, err := listener.Accept()
		check(err)
		go func() {
			defer connection.Close()
			line, err := bufio.NewReader(connection).ReadString('\n')
			if err == nil {
				connection.Write([]byte(line))
			}
		}()
	}
}

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
