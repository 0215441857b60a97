/* Both ends of a tiny echo conversation over DTLS with wolfSSL: `server VERSION CERT KEY`, or `client VERSION PORT`. */

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int failed(const char *what, WOLFSSL *ssl) {
  fprintf(stderr, "%s failed: %d\n", what, ssl ? wolfSSL_get_error(ssl, 0) : 0);
  return 1;
}

static struct sockaddr_in loopback(int port) {
  struct sockaddr_in address = {0};
  address.sin_family = AF_INET;
  address.sin_port = htons((unsigned short)port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static int serve(WOLFSSL_CTX *context, const char *certificate, const char *key) {
  if (wolfSSL_CTX_use_certificate_chain_file(context, certificate) != WOLFSSL_SUCCESS) return failed("certificate", NULL);
  if (wolfSSL_CTX_use_PrivateKey_file(context, key, WOLFSSL_FILETYPE_PEM) != WOLFSSL_SUCCESS) return failed("key", NULL);
  struct sockaddr_in own = loopback(0), peer;
  socklen_t length = sizeof own;
  int udp = socket(AF_INET, SOCK_DGRAM, 0);
  bind(udp, (struct sockaddr *)&own, sizeof own);
  getsockname(udp, (struct sockaddr *)&own, &length);
  printf("port %d\n", ntohs(own.sin_port));
  fflush(stdout);
  char bytes[2048];
  length = sizeof peer;
  recvfrom(udp, bytes, sizeof bytes, MSG_PEEK, (struct sockaddr *)&peer, &length);
  connect(udp, (struct sockaddr *)&peer, sizeof peer);
  WOLFSSL *ssl = wolfSSL_new(context);
  wolfSSL_set_fd(ssl, udp);
  wolfSSL_dtls_set_peer(ssl, &peer, sizeof peer);
  if (wolfSSL_accept(ssl) != WOLFSSL_SUCCESS) return failed("accept", ssl);
  for (int got; (got = wolfSSL_read(ssl, bytes, sizeof bytes)) > 0;) wolfSSL_write(ssl, bytes, got);
  wolfSSL_shutdown(ssl);
  return 0;
}

static int visit(WOLFSSL_CTX *context, int port) {
  static const char said[] = "what is said here comes back";
  wolfSSL_CTX_set_verify(context, WOLFSSL_VERIFY_NONE, NULL);
  struct sockaddr_in peer = loopback(port);
  int udp = socket(AF_INET, SOCK_DGRAM, 0);
  WOLFSSL *ssl = wolfSSL_new(context);
  wolfSSL_set_fd(ssl, udp);
  wolfSSL_dtls_set_peer(ssl, &peer, sizeof peer);
  if (wolfSSL_connect(ssl) != WOLFSSL_SUCCESS) return failed("connect", ssl);
  wolfSSL_write(ssl, said, (int)strlen(said));
  char bytes[2048];
  int got = wolfSSL_read(ssl, bytes, sizeof bytes - 1);
  if (got <= 0) return failed("read", ssl);
  bytes[got] = 0;
  puts(bytes);
  fflush(stdout);
  wolfSSL_shutdown(ssl);
  return 0;
}

int main(int count, char **arguments) {
  if (count < 4) return 2;
  int is_server = strcmp(arguments[1], "server") == 0;
  int is_old = strcmp(arguments[2], "10") == 0;
  wolfSSL_Init();
  WOLFSSL_METHOD *method = is_server ? (is_old ? wolfDTLSv1_server_method() : wolfDTLSv1_2_server_method())
                                     : (is_old ? wolfDTLSv1_client_method() : wolfDTLSv1_2_client_method());
  WOLFSSL_CTX *context = wolfSSL_CTX_new(method);
  return is_server ? serve(context, arguments[3], arguments[4]) : visit(context, atoi(arguments[3]));
}
