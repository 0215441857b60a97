/* JSSE as a live peer: answers the requests that src/peers/program.ts describes. */

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import java.security.cert.Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.*;
import javax.net.ssl.*;

public class Peer {
    static final int PATIENCE = 20_000;
    static final char[] PASSWORD = "none".toCharArray();

    /* Groups can only be chosen for a whole process, with -Djdk.tls.namedGroups. */
    public static void main(String[] arguments) throws IOException {
        // Where old versions and suites are asked for, nothing is disabled.
        if (arguments.length > 0) {
            Security.setProperty("jdk.tls.disabledAlgorithms", "");
            Security.setProperty("jdk.certpath.disabledAlgorithms", "");
            Security.setProperty("jdk.tls.legacyAlgorithms", "");
        }
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            String[] fields = line.split("\t");
            // A request ends by its deadline, so "stop" needs no answer.
            if (!fields[1].equals("stop")) new Thread(() -> hold(fields)).start();
        }
        System.exit(0);
    }

    static void hold(String[] fields) {
        Map<String, String> values = new HashMap<>();
        for (String field : fields) {
            int equals = field.indexOf('=');
            if (equals > 0) values.put(field.substring(0, equals), field.substring(equals + 1));
        }
        try {
            String protocol = fields[1].equals("server") ? serve(fields[0], values) : say(values);
            answer(fields[0], "done", "alpn=" + (protocol == null ? "" : protocol));
        } catch (Exception error) {
            answer(fields[0], "failed", describe(error));
        }
    }

    static synchronized void answer(String... words) {
        System.out.println(String.join("\t", words));
        System.out.flush();
    }

    static String describe(Throwable error) {
        String cause = error.getCause() == null ? "" : " (" + describe(error.getCause()) + ")";
        return (error.getClass().getSimpleName() + ": " + error.getMessage() + cause).replaceAll("\\s+", " ");
    }

    static String serve(String id, Map<String, String> values) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SSLContext context = context(values);
            listener.setSoTimeout(PATIENCE);
            answer(id, "listening", Integer.toString(listener.getLocalPort()));
            Socket accepted = listener.accept();
            SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(accepted, null, accepted.getPort(), true);
            try (socket) {
                socket.setUseClientMode(false);
                SSLParameters parameters = parameters(socket, values);
                if ("request".equals(values.get("clientAuth"))) parameters.setWantClientAuth(true);
                if ("require".equals(values.get("clientAuth"))) parameters.setNeedClientAuth(true);
                socket.setSSLParameters(parameters);
                socket.setSoTimeout(PATIENCE);
                byte[] line = readLine(socket.getInputStream());
                if (again(values)) socket.startHandshake();
                socket.getOutputStream().write(line);
                expectEnd(socket.getInputStream());
                socket.shutdownOutput();
                return socket.getApplicationProtocol();
            }
        }
    }

    static String say(Map<String, String> values) throws Exception {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(values.get("port")));
        String serverName = values.get("serverName");
        SSLSocket socket = (SSLSocket) context(values).getSocketFactory()
            .createSocket(plain, serverName, plain.getPort(), true);
        try (socket) {
            SSLParameters parameters = parameters(socket, values);
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(PATIENCE);
            socket.startHandshake();
            // In TLS 1.3 a second handshake is a key update that asks for one in return.
            if (again(values)) socket.startHandshake();
            byte[] line = (values.get("line") + "\n").getBytes(StandardCharsets.UTF_8);
            // The echo is read while the line is written: a long line fills the buffers of both sides.
            Thread writer = new Thread(() -> write(socket, line));
            writer.start();
            byte[] echo = readLine(socket.getInputStream());
            writer.join(PATIENCE);
            if (!Arrays.equals(line, echo)) throw new IOException("the echo is not what was sent");
            socket.shutdownOutput();
            expectEnd(socket.getInputStream());
            return socket.getApplicationProtocol();
        }
    }

    /* Before TLS 1.3 a second handshake is a renegotiation. */
    static boolean again(Map<String, String> values) {
        return values.containsKey("updateKeys") || "begin".equals(values.get("renegotiate"));
    }

    /* A write that fails is seen by the reader, whose error says more. */
    static void write(SSLSocket socket, byte[] line) {
        try {
            socket.getOutputStream().write(line);
        } catch (IOException error) {
            return;
        }
    }

    static byte[] readLine(InputStream input) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] chunk = new byte[1 << 14];
        while (true) {
            int length = input.read(chunk);
            if (length < 0) throw new EOFException("the peer closed before the end of its line");
            line.write(chunk, 0, length);
            if (length > 0 && chunk[length - 1] == '\n') return line.toByteArray();
        }
    }

    /* With com.sun.net.ssl.requireCloseNotify an end without close_notify throws. */
    static void expectEnd(InputStream input) throws IOException {
        if (input.read() >= 0) throw new IOException("data instead of close_notify");
    }

    static SSLParameters parameters(SSLSocket socket, Map<String, String> values) {
        SSLParameters parameters = socket.getSSLParameters();
        String version = values.getOrDefault("version", "TLS 1.3").replace(" ", "v").replace("v1.0", "v1");
        parameters.setProtocols(new String[] {version.equals("SSLv3.0") ? "SSLv3" : version});
        if (values.containsKey("suites")) parameters.setCipherSuites(suites(values.get("suites")));
        if (values.containsKey("alpn")) parameters.setApplicationProtocols(values.get("alpn").split(","));
        return parameters;
    }

    /* Suites from the time of SSL keep its name here. */
    static String[] suites(String names) {
        String[] supported = ((SSLSocketFactory) SSLSocketFactory.getDefault()).getSupportedCipherSuites();
        Set<String> known = Set.of(supported);
        return Arrays.stream(names.split(","))
            .map(name -> known.contains(name) ? name : name.replaceFirst("TLS", "SSL"))
            .toArray(String[]::new);
    }

    static SSLContext context(Map<String, String> values) throws Exception {
        KeyStore roots = emptyStore();
        int number = 0;
        for (Certificate root : certificates(values.get("roots"))) roots.setCertificateEntry("root" + number++, root);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(roots);
        KeyManager[] keys = null;
        if (values.containsKey("key")) {
            KeyStore identity = emptyStore();
            Certificate[] chain = certificates(values.get("certificate")).toArray(new Certificate[0]);
            identity.setKeyEntry("identity", privateKey(values.get("key"), chain[0]), PASSWORD, chain);
            KeyManagerFactory manager = KeyManagerFactory.getInstance("NewSunX509");
            manager.init(identity, PASSWORD);
            keys = manager.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
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

    static PrivateKey privateKey(String path, Certificate certificate) throws Exception {
        String pem = Files.readString(Path.of(path)).replaceAll("-----[^-]+-----|\\s", "");
        KeyFactory factory = KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm());
        return factory.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    }
}
