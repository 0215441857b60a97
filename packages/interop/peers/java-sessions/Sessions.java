// JSSE coming back: a client that connects three times, and a server that echoes.

import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.*;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.*;
import javax.net.ssl.*;

public class Sessions {
    static final char[] PASSWORD = new char[0];

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("client")) client(Integer.parseInt(arguments[1]), arguments[2], arguments[3]);
        else server(arguments[1], arguments[2]);
    }

    static void client(int port, String roots, String version) throws Exception {
        KeyStore store = emptyStore();
        int number = 0;
        for (Certificate root : certificates(roots)) store.setCertificateEntry("root" + number++, root);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        for (int visit = 0; visit < 3; visit++) {
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName("localhost")));
                parameters.setProtocols(new String[] {version});
                socket.setSSLParameters(parameters);
                socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
                System.out.println(reader(socket).readLine());
            }
        }
    }

    static void server(String chain, String key) throws Exception {
        KeyStore store = emptyStore();
        Certificate[] certificates = certificates(chain).toArray(new Certificate[0]);
        store.setKeyEntry("identity", privateKey(key), PASSWORD, certificates);
        KeyManagerFactory manager = KeyManagerFactory.getInstance("NewSunX509");
        manager.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(manager.getKeyManagers(), null, null);
        try (SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0)) {
            System.out.println("listening " + listener.getLocalPort());
            while (true) {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    String line = reader(socket).readLine();
                    socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
                } catch (IOException error) {
                    System.out.println(error);
                }
            }
        }
    }

    static BufferedReader reader(SSLSocket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    static Collection<? extends Certificate> certificates(String path) throws Exception {
        try (InputStream input = Files.newInputStream(Path.of(path))) {
            return CertificateFactory.getInstance("X.509").generateCertificates(input);
        }
    }

    static PrivateKey privateKey(String path) throws Exception {
        String pem = Files.readString(Path.of(path)).replaceAll("-----[^-]+-----|\\s", "");
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    }
}
