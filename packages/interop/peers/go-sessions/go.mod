module handfast.example/sessions

go 1.24
