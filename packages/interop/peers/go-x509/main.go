// Go's crypto/x509 as a judge of chains: one JSON question per line of standard input, one verdict per line of output.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
)

// Certificates are DER, in Base64; the time is in milliseconds since 1970.
type question struct {
	Leaf          []byte
	Intermediates [][]byte
	Root          []byte
	Time          int64
	Name          string
	Usage         string
	Policies      []string
}

var usages = map[string]x509.ExtKeyUsage{
	"any":    x509.ExtKeyUsageAny,
	"server": x509.ExtKeyUsageServerAuth,
	"client": x509.ExtKeyUsageClientAuth,
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	for lines.Scan() {
		verdict := "ok"
		if err := judge(lines.Bytes()); err != nil {
			verdict = strings.Join(strings.Fields(err.Error()), " ")
		}
		fmt.Fprintln(output, verdict)
	}
}

func judge(line []byte) error {
	var asked question
	if err := json.Unmarshal(line, &asked); err != nil {
		return fmt.Errorf("question: %w", err)
	}
	leaf, err := x509.ParseCertificate(asked.Leaf)
	if err != nil {
		return fmt.Errorf("leaf: %w", err)
	}
	roots, intermediates := x509.NewCertPool(), x509.NewCertPool()
	root, err := x509.ParseCertificate(asked.Root)
	if err != nil {
		return fmt.Errorf("root: %w", err)
	}
	roots.AddCert(root)
	// An intermediate that does not parse is as good as none; that one was left out belongs to the verdict.
	var unread error
	for _, der := range asked.Intermediates {
		if certificate, err := x509.ParseCertificate(der); err == nil {
			intermediates.AddCert(certificate)
		} else {
			unread = err
		}
	}
	options := x509.VerifyOptions{
		DNSName:       asked.Name,
		Intermediates: intermediates,
		Roots:         roots,
		CurrentTime:   time.UnixMilli(asked.Time),
		KeyUsages:     []x509.ExtKeyUsage{usages[asked.Usage]},
	}
	for _, text := range asked.Policies {
		policy, err := x509.ParseOID(text)
		if err != nil {
			return fmt.Errorf("policy: %w", err)
		}
		options.CertificatePolicies = append(options.CertificatePolicies, policy)
	}
	_, err = leaf.Verify(options)
	if err != nil && unread != nil {
		return fmt.Errorf("%w (without an intermediate: %v)", err, unread)
	}
	return err
}
