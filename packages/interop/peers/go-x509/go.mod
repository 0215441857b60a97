module handfast.example/interop-x509

go 1.24
