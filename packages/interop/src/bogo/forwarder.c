/*
 * The program that a BoGo runner starts for each test: it hands its arguments to a warm worker over the Unix socket
 * in $HANDFAST_BOGO_SOCKET, passes on what the worker writes to stderr, and exits with the worker's last byte.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int fail(const char *what) {
  perror(what);
  return 1;
}

static int send_all(int socket, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t sent = write(socket, bytes, length);
    if (sent <= 0) return -1;
    bytes += sent;
    length -= (size_t)sent;
  }
  return 0;
}

/* Everything but the last byte goes to stderr: that one is the exit code. */
static int relay(int socket) {
  static char buffer[65536];
  int last = -1;
  for (;;) {
    ssize_t length = read(socket, buffer, sizeof buffer);
    if (length < 0) return fail("reading from the worker");
    if (length == 0) break;
    if (last >= 0) fputc(last, stderr);
    fwrite(buffer, 1, (size_t)length - 1, stderr);
    last = (unsigned char)buffer[length - 1];
  }
  if (last < 0) {
    fputs("the worker died\n", stderr);
    return 1;
  }
  return last;
}

int main(int count, char **arguments) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  const char *path = getenv("HANDFAST_BOGO_SOCKET");
  int worker;
  for (int i = 1; i < count; i++) {
    /* We have no second process that could take over in the middle of a handshake. */
    if (strcmp(arguments[i], "-is-handshaker-supported") == 0) {
      puts("No");
      return 0;
    }
  }
  if (path == NULL || strlen(path) >= sizeof address.sun_path) {
    fputs("HANDFAST_BOGO_SOCKET does not name a socket\n", stderr);
    return 1;
  }
  strcpy(address.sun_path, path);
  worker = socket(AF_UNIX, SOCK_STREAM, 0);
  if (worker < 0) return fail("making a socket");
  if (connect(worker, (struct sockaddr *)&address, sizeof address) != 0) return fail("connecting to the worker");
  for (int i = 1; i < count; i++) {
    if (send_all(worker, arguments[i], strlen(arguments[i]) + 1) != 0) return fail("writing to the worker");
  }
  shutdown(worker, SHUT_WR);
  return relay(worker);
}
