/* Bouncy Castle's TLS of 2015 as a live peer: answers the requests that src/peers/program.ts describes. It speaks what others forgot. */

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.SecureRandom;
import java.security.cert.*;
import java.util.*;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.*;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.DomainParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.DHKeyParameters;
import org.bouncycastle.crypto.params.DHParameters;
import org.bouncycastle.crypto.params.DHPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECKeyParameters;
import org.bouncycastle.crypto.tls.*;
import org.bouncycastle.crypto.tls.Certificate;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

public class OldPeer {
    static final int PATIENCE = 20_000;
    static final short DEFLATE = 1;

    /* Its own eyes for certificates too: the platform's do not know keys of X9.42. */
    static final java.security.Provider PROVIDER = new org.bouncycastle.jce.provider.BouncyCastleProvider();

    /* What made the conversation of a thread fail: the exception that comes of it says nothing. */
    static final Map<Thread, String> REASON = new ConcurrentHashMap<>();

    static void remember(Throwable cause) {
        if (cause != null) REASON.put(Thread.currentThread(), "(" + cause + ": " + cause.getCause() + ")");
    }

    public static void main(String[] arguments) throws IOException {
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
            if (fields[1].equals("server")) serve(fields[0], values);
            else say(values);
            answer(fields[0], "done");
        } catch (Exception error) {
            String reason = error + " " + REASON.getOrDefault(Thread.currentThread(), "");
            answer(fields[0], "failed", reason.replaceAll("\\s+", " "));
        }
    }

    static synchronized void answer(String... words) {
        System.out.println(String.join("\t", words));
        System.out.flush();
    }

    static void serve(String id, Map<String, String> values) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listener.setSoTimeout(PATIENCE);
            answer(id, "listening", Integer.toString(listener.getLocalPort()));
            try (Socket socket = listener.accept()) {
                socket.setSoTimeout(PATIENCE);
                TlsServerProtocol protocol = new TlsServerProtocol(
                    socket.getInputStream(), halfClosing(socket), new SecureRandom());
                protocol.accept(new Server(values));
                protocol.getOutputStream().write(readLine(protocol.getInputStream()));
                if (protocol.getInputStream().read() >= 0) throw new IOException("data instead of close_notify");
            }
        }
    }

    static void say(Map<String, String> values) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(values.get("port")))) {
            socket.setSoTimeout(PATIENCE);
            TlsClientProtocol protocol = new TlsClientProtocol(
                unclosed(socket), halfClosing(socket), new SecureRandom());
            protocol.connect(new Client(values));
            byte[] line = (values.get("line") + "\n").getBytes(StandardCharsets.UTF_8);
            protocol.getOutputStream().write(line);
            if (!Arrays.equals(line, readLine(protocol.getInputStream())))
                throw new IOException("the echo is not what was sent");
            protocol.close();
            // The answer to close_notify is not read by the protocol any more.
            while (socket.getInputStream().read() >= 0) continue;
        }
    }

    /* Who says close_notify goes on reading. */
    static InputStream unclosed(Socket socket) throws IOException {
        return new FilterInputStream(socket.getInputStream()) {
            @Override public void close() {}
        };
    }

    static OutputStream halfClosing(Socket socket) throws IOException {
        return new BufferedOutputStream(socket.getOutputStream()) {
            @Override public void close() throws IOException {
                flush();
                socket.shutdownOutput();
            }
        };
    }

    static byte[] readLine(InputStream input) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = input.read(); ; next = input.read()) {
            if (next < 0) throw new EOFException("the peer closed before the end of its line");
            line.write(next);
            if (next == '\n') return line.toByteArray();
        }
    }

    static ProtocolVersion version(Map<String, String> values) {
        switch (values.get("version")) {
            case "SSL 3.0": return ProtocolVersion.SSLv3;
            case "TLS 1.0": return ProtocolVersion.TLSv10;
            case "TLS 1.1": return ProtocolVersion.TLSv11;
            default: return ProtocolVersion.TLSv12;
        }
    }

    /* The suites of the drafts have the names here that other numbers have today. */
    static int[] suites(Map<String, String> values) {
        return Arrays.stream(values.get("suites").split(",")).mapToInt(name -> {
            try {
                return CipherSuite.class.getField(name.endsWith("POLY1305") ? name + "_SHA256" : name).getInt(null);
            } catch (ReflectiveOperationException error) {
                throw new IllegalArgumentException(name);
            }
        }).toArray();
    }

    static boolean asks(Map<String, String> values, String extra) {
        return extra.equals(values.get("extra"));
    }

    static Collection<? extends java.security.cert.Certificate> certificates(String path) throws Exception {
        try (InputStream input = Files.newInputStream(Path.of(path))) {
            return CertificateFactory.getInstance("X.509", PROVIDER).generateCertificates(input);
        }
    }

    /* A chain and its key, which signs, decrypts or agrees. */
    static class Identity {
        final Certificate chain;
        final AsymmetricKeyParameter key;

        Identity(Map<String, String> values) throws IOException {
            try {
                List<org.bouncycastle.asn1.x509.Certificate> list = new ArrayList<>();
                for (java.security.cert.Certificate one : certificates(values.get("certificate")))
                    list.add(org.bouncycastle.asn1.x509.Certificate.getInstance(one.getEncoded()));
                chain = new Certificate(list.toArray(new org.bouncycastle.asn1.x509.Certificate[0]));
                String pem = Files.readString(Path.of(values.get("key"))).replaceAll("-----[^-]+-----|\\s", "");
                PrivateKeyInfo info = PrivateKeyInfo.getInstance(Base64.getDecoder().decode(pem));
                key = isOfX942(info) ? keyOfX942(info) : PrivateKeyFactory.createKey(info);
            } catch (Exception error) {
                throw new IOException(error);
            }
        }

        static boolean isOfX942(PrivateKeyInfo info) {
            return info.getPrivateKeyAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.dhpublicnumber);
        }

        static AsymmetricKeyParameter keyOfX942(PrivateKeyInfo info) throws IOException {
            DomainParameters domain = DomainParameters.getInstance(info.getPrivateKeyAlgorithm().getParameters());
            return new DHPrivateKeyParameters(
                ASN1Integer.getInstance(info.parsePrivateKey()).getValue(),
                new DHParameters(domain.getP(), domain.getG(), domain.getQ()));
        }

        TlsCredentials signing(TlsContext context) {
            short algorithm = key instanceof ECKeyParameters ? SignatureAlgorithm.ecdsa : SignatureAlgorithm.rsa;
            return new DefaultTlsSignerCredentials(context, chain, key, TlsUtils.isTLSv12(context)
                ? new SignatureAndHashAlgorithm(HashAlgorithm.sha256, algorithm) : null);
        }

        /* Only an exchange that keys of certificates take part in can be one for them. */
        TlsCredentials credentials(TlsContext context, int suite) throws IOException {
            switch (TlsUtils.getKeyExchangeAlgorithm(suite)) {
                case KeyExchangeAlgorithm.DH_RSA:
                case KeyExchangeAlgorithm.DH_DSS:
                case KeyExchangeAlgorithm.ECDH_RSA:
                case KeyExchangeAlgorithm.ECDH_ECDSA:
                    return new DefaultTlsAgreementCredentials(chain, key);
                case KeyExchangeAlgorithm.RSA:
                    return new DefaultTlsEncryptionCredentials(context, chain, key);
                default:
                    return signing(context);
            }
        }
    }

    /* The chain ends in a root that this side trusts. */
    static void verify(Certificate chain, Map<String, String> values) throws IOException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509", PROVIDER);
            List<X509Certificate> list = new ArrayList<>();
            for (org.bouncycastle.asn1.x509.Certificate one : chain.getCertificateList())
                list.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(one.getEncoded())));
            Set<TrustAnchor> roots = new HashSet<>();
            for (java.security.cert.Certificate root : certificates(values.get("roots")))
                roots.add(new TrustAnchor((X509Certificate) root, null));
            PKIXParameters parameters = new PKIXParameters(roots);
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX", PROVIDER).validate(factory.generateCertPath(list), parameters);
        } catch (Exception error) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, error);
        }
    }

    static class Client extends DefaultTlsClient {
        final Map<String, String> values;

        Client(Map<String, String> values) {
            this.values = values;
        }

        @Override public void notifyAlertRaised(short level, short description, String message, Throwable cause) {
            remember(cause);
        }

        @Override public ProtocolVersion getClientVersion() {
            return version(values);
        }

        @Override public ProtocolVersion getMinimumVersion() {
            return version(values);
        }

        @Override public int[] getCipherSuites() {
            return suites(values);
        }

        @Override public Hashtable getClientExtensions() throws IOException {
            Hashtable extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getClientExtensions());
            if (asks(values, "truncated MACs")) {
                TlsExtensionsUtils.addTruncatedHMacExtension(extensions);
                // Who has both takes this one instead.
                extensions.remove(TlsExtensionsUtils.EXT_encrypt_then_mac);
            }
            return extensions;
        }

        @Override public short[] getCompressionMethods() {
            return asks(values, "compression") ? new short[] {DEFLATE, 0} : super.getCompressionMethods();
        }

        @Override public TlsCompression getCompression() throws IOException {
            return selectedCompressionMethod == DEFLATE ? new Deflating() : super.getCompression();
        }

        @Override public TlsAuthentication getAuthentication() throws IOException {
            Identity own = values.containsKey("key") ? new Identity(values) : null;
            return new TlsAuthentication() {
                @Override public void notifyServerCertificate(Certificate chain) throws IOException {
                    verify(chain, values);
                }

                @Override public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
                    if (own == null) return null;
                    int exchange = TlsUtils.getKeyExchangeAlgorithm(selectedCipherSuite);
                    boolean fixed = own.key instanceof DHKeyParameters || exchange == KeyExchangeAlgorithm.ECDH_ECDSA;
                    return fixed ? own.credentials(context, selectedCipherSuite) : own.signing(context);
                }
            };
        }
    }

    static class Server extends DefaultTlsServer {
        final Map<String, String> values;

        Server(Map<String, String> values) {
            this.values = values;
        }

        @Override public void notifyAlertRaised(short level, short description, String message, Throwable cause) {
            remember(cause);
        }

        @Override protected ProtocolVersion getMaximumVersion() {
            return version(values);
        }

        @Override protected ProtocolVersion getMinimumVersion() {
            return version(values);
        }

        @Override protected int[] getCipherSuites() {
            return suites(values);
        }

        @Override protected boolean allowTruncatedHMac() {
            return asks(values, "truncated MACs");
        }

        @Override protected boolean allowEncryptThenMAC() {
            return !asks(values, "truncated MACs");
        }

        @Override protected short[] getCompressionMethods() {
            return asks(values, "compression") ? new short[] {DEFLATE} : super.getCompressionMethods();
        }

        @Override public TlsCompression getCompression() throws IOException {
            return selectedCompressionMethod == DEFLATE ? new Deflating() : super.getCompression();
        }

        /* RFC 3526 §3: its own default is a group of RFC 5114, which is not safe. */
        @Override protected DHParameters getDHParameters() {
            return org.bouncycastle.crypto.agreement.DHStandardGroups.rfc3526_2048;
        }

        /* A server with a static key is what it left out: it would take that key for the client's. */
        @Override protected TlsKeyExchange createDHKeyExchange(int exchange) {
            return new TlsDHKeyExchange(exchange, supportedSignatureAlgorithms, getDHParameters()) {
                @Override public void processServerCredentials(TlsCredentials credentials) throws IOException {
                    super.processServerCredentials(credentials);
                    agreementCredentials = (TlsAgreementCredentials) credentials;
                    dhAgreePublicKey = null;
                }
            };
        }

        @Override public TlsCredentials getCredentials() throws IOException {
            return new Identity(values).credentials(context, selectedCipherSuite);
        }

        @Override public CertificateRequest getCertificateRequest() {
            if ("none".equals(values.get("clientAuth"))) return null;
            short[] types = {ClientCertificateType.rsa_sign, ClientCertificateType.ecdsa_sign};
            Vector schemes = TlsUtils.isTLSv12(context) ? TlsUtils.getDefaultSupportedSignatureAlgorithms() : null;
            return new CertificateRequest(types, schemes, new Vector());
        }

        @Override public void notifyClientCertificate(Certificate chain) throws IOException {
            if (!chain.isEmpty()) verify(chain, values);
            else if ("require".equals(values.get("clientAuth")))
                throw new TlsFatalAlert(AlertDescription.handshake_failure);
        }
    }

    /* RFC 3749 §2: one dictionary for each direction, flushed with each record. */
    static class Deflating implements TlsCompression {
        private DeflaterOutputStream compressed;
        private InflaterOutputStream decompressed;

        @Override public OutputStream compress(OutputStream output) {
            if (compressed == null) compressed = new DeflaterOutputStream(output, new Deflater(), true);
            return compressed;
        }

        @Override public OutputStream decompress(OutputStream output) {
            if (decompressed == null) decompressed = new InflaterOutputStream(output);
            return decompressed;
        }
    }
}
