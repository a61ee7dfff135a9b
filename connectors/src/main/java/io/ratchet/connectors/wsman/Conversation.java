package io.ratchet.connectors.wsman;

import io.ratchet.connectors.oldtls.OlderTls;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Requests and answers over one connection, which is who we are as long as it lasts: NTLM proves a connection, not a
 * request. When the host has closed it between two requests, the next one goes over a new connection, sealed anew from
 * its clear text. For one thread; an interrupt closes the connection.
 */
final class Conversation implements AutoCloseable {
    private static final String PATH = "/wsman";
    private static final String SOAP = "application/soap+xml;charset=UTF-8";
    private static final int LONGEST_ANSWER = 4 * 1024 * 1024;
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    /**
     * Windows asks for a certificate once it has seen for what, which is a second handshake in TLS 1.2. In TLS 1.3 it
     * is something that this Java does not know.
     */
    private static final String[] VERSION_THAT_ASKS_AGAIN = {"TLSv1.2"};

    /** A security profile of WS-Management (DSP0226); the certificate itself is TLS's. */
    private static final String BY_CERTIFICATE = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual";

    private final Endpoint endpoint;
    private final HttpRequestExecutor executor = new HttpRequestExecutor(DefaultConnectionReuseStrategy.INSTANCE);
    private @Nullable DefaultBHttpClientConnection connection;
    private Optional<Seal> seal = Optional.empty();
    /** Whether this host takes NTLM inside SPNEGO only, as the first logon found. */
    private boolean inSpnego;
    /** Whether the connection goes by a TLS that is older than 1.2. */
    private boolean byOlderTls;
    /** Told before anything is sent by such a TLS, once for each use of this conversation. */
    private Runnable olderTls = () -> {};

    Conversation(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * What the host answers to an envelope; a WS-Man fault is an answer too.
     *
     * @throws HttpRefusal when the host's HTTP server answers instead of WinRM
     * @throws SealException when the host does not seal as agreed
     */
    byte[] ask(byte[] envelope) throws IOException {
        DefaultBHttpClientConnection open = connection;
        if (open == null || !open.isOpen() || open.isStale()) open = connected();
        else if (byOlderTls) tellOlderTls();
        return body(post(open, envelope, proof()));
    }

    /** For one shell more, whose user is told by {@code olderTls} before a TLS older than 1.2 is used for it. */
    void use(Runnable olderTls) {
        this.olderTls = olderTls;
    }

    private void tellOlderTls() {
        Runnable untold = olderTls;
        untold.run();
        olderTls = () -> {};
    }

    private Optional<String> proof() {
        if (endpoint.authentication() == Authentication.CERTIFICATE) return Optional.of(BY_CERTIFICATE);
        if (endpoint.authentication() != Authentication.BASIC) return Optional.empty();
        String pair = endpoint.account().user() + ":" + endpoint.account().password();
        return Optional.of("Basic " + base64(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private DefaultBHttpClientConnection connected() throws IOException {
        return switch (endpoint.authentication()) {
            case BASIC, CERTIFICATE -> anew(socket());
            case NTLM -> loggedOnByNtlm();
            case KERBEROS -> loggedOnByKerberos();
        };
    }

    /** In place of the connection before. */
    private DefaultBHttpClientConnection anew(Socket socket) throws IOException {
        close();
        DefaultBHttpClientConnection fresh = new DefaultBHttpClientConnection(Http1Config.DEFAULT);
        fresh.bind(socket);
        fresh.setSocketTimeout(Timeout.of(endpoint.answerTimeout()));
        connection = fresh;
        return fresh;
    }

    /** By way of a channel, because only its reads end when their thread is interrupted. */
    private Socket socket() throws IOException {
        InetSocketAddress address = new InetSocketAddress(endpoint.host(), endpoint.port());
        if (address.isUnresolved()) throw new UnknownHostException(endpoint.host());
        Socket socket = SocketChannel.open().socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(address, (int) endpoint.connectTimeout().toMillis());
        } catch (IOException e) {
            socket.close();
            if (e instanceof ConnectException) throw e;
            throw (ConnectException) new ConnectException("no connection came about").initCause(e);
        }
        try {
            byOlderTls = false;
            return endpoint.tls().isPresent() ? secured(socket) : socket;
        } catch (IOException e) {
            socket.close();
            Optional<OlderTls> older = endpoint.older();
            if (older.isEmpty() || !mayBeOfItsVersion(e) || !older.get().isSpokenBy(endpoint.host(), endpoint.port()))
                throw e;
            tellOlderTls();
            byOlderTls = true;
            return older.get()
                    .connect(address.getAddress(), endpoint.port(), endpoint.host(), endpoint.connectTimeout());
        }
    }

    /** A host that is not trusted, or says nothing, may speak whatever it likes. */
    private static boolean mayBeOfItsVersion(IOException refused) {
        if (refused instanceof ClosedByInterruptException || refused instanceof SocketTimeoutException) return false;
        for (Throwable each = refused; each != null; each = each.getCause())
            if (each instanceof CertificateException) return false;
        return true;
    }

    private Socket secured(Socket plain) throws IOException {
        plain.setSoTimeout((int) endpoint.connectTimeout().toMillis());
        SSLSocket socket = (SSLSocket) endpoint.tls()
                .orElseThrow()
                .getSocketFactory()
                .createSocket(plain, endpoint.host(), endpoint.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(
                endpoint.authentication() == Authentication.CERTIFICATE ? VERSION_THAT_ASKS_AGAIN : VERSIONS);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    // --- Logon -----------------------------------------------------------------------------------------------------

    /** As it is, as Windows' own clients say it, or inside SPNEGO where the host takes nothing else. */
    private DefaultBHttpClientConnection loggedOnByNtlm() throws IOException {
        while (true) {
            Socket socket = socket();
            DefaultBHttpClientConnection fresh = anew(socket);
            NtlmLogon ntlm = new NtlmLogon(endpoint.account(), binding(socket));
            if (logOn(fresh, inSpnego ? new NtlmInSpnego(ntlm) : ntlm)) return fresh;
            if (inSpnego) {
                inSpnego = false;
                throw SealException.notAgreed("does not answer an NTLM logon");
            }
            inSpnego = true;
        }
    }

    /** False when the host offers the scheme and does not answer our first word, which shows nothing of the account. */
    private boolean logOn(DefaultBHttpClientConnection open, Logon words) throws IOException {
        ClassicHttpResponse challenge = exchange(open, new byte[0], SOAP, Optional.of(said(words, words.first())));
        EntityUtils.consume(challenge.getEntity());
        if (challenge.getCode() != 401) throw new HttpRefusal(challenge.getCode());
        Optional<byte[]> told = word(challenge, words);
        if (told.isEmpty()) return false;
        if (!open.isOpen()) throw SealException.notAgreed("closes the connection in the middle of the logon");
        byte[] answer = words.answer(told.get());
        ClassicHttpResponse end = exchange(open, new byte[0], SOAP, Optional.of(said(words, answer)));
        EntityUtils.consume(end.getEntity());
        if (end.getCode() != 200) throw new HttpRefusal(end.getCode());
        Seal agreed = words.end(last(end, words));
        if (endpoint.tls().isEmpty()) seal = Optional.of(agreed);
        return true;
    }

    /** Inside SPNEGO, or as it is where the host takes nothing else. */
    private DefaultBHttpClientConnection loggedOnByKerberos() throws IOException {
        for (KerberosLogon.Scheme scheme : KerberosLogon.Scheme.values()) {
            Socket socket = socket();
            DefaultBHttpClientConnection fresh = anew(socket);
            if (logOn(fresh, scheme, binding(socket))) return fresh;
        }
        throw SealException.notAgreed("does not offer to log on by Negotiate or Kerberos");
    }

    /** False when the host does not offer the scheme. */
    private boolean logOn(
            DefaultBHttpClientConnection open, KerberosLogon.Scheme scheme, @Nullable ChannelBinding binding)
            throws IOException {
        KerberosLogon words = KerberosLogon.begin(endpoint.account(), endpoint.host(), scheme, binding);
        ClassicHttpResponse end =
                exchange(open, new byte[0], SOAP, Optional.of(scheme.word() + " " + base64(words.first())));
        EntityUtils.consume(end.getEntity());
        Optional<String> told = told(end, scheme.word());
        if (end.getCode() == 401 && told.isEmpty()) return false;
        if (end.getCode() != 200) throw new HttpRefusal(end.getCode());
        if (told.isEmpty() || told.get().isEmpty())
            throw SealException.notAgreed("does not prove by Kerberos that it is itself");
        KerberosSeal agreed = words.end(decoded(told.get()));
        if (endpoint.tls().isEmpty()) seal = Optional.of(agreed);
        return true;
    }

    /** What the host says under a scheme, or nothing when it does not name it. */
    private static Optional<String> told(ClassicHttpResponse response, String scheme) {
        for (Header header : response.getHeaders(HttpHeaders.WWW_AUTHENTICATE)) {
            String value = header.getValue().strip();
            boolean named = value.regionMatches(true, 0, scheme, 0, scheme.length())
                    && (value.length() == scheme.length() || value.charAt(scheme.length()) == ' ');
            if (named) return Optional.of(value.substring(scheme.length()).strip());
        }
        return Optional.empty();
    }

    private static String said(Logon logon, byte[] token) {
        return logon.scheme() + " " + base64(token);
    }

    /** What the host says first; empty when it only names the scheme. */
    private static Optional<byte[]> word(ClassicHttpResponse response, Logon logon) throws SealException {
        boolean offered = false;
        for (Header header : response.getHeaders(HttpHeaders.WWW_AUTHENTICATE)) {
            String value = header.getValue().strip();
            if (!value.regionMatches(true, 0, logon.scheme(), 0, logon.scheme().length())) continue;
            offered = true;
            String token = value.substring(logon.scheme().length()).strip();
            if (!token.isEmpty()) return Optional.of(decoded(token));
        }
        if (offered) return Optional.empty();
        throw SealException.notAgreed("does not offer to log on by " + logon.scheme());
    }

    /** What the host says when it lets us in. */
    private static Optional<byte[]> last(ClassicHttpResponse response, Logon logon) throws SealException {
        Optional<String> told = told(response, logon.scheme());
        return told.isEmpty() || told.get().isEmpty() ? Optional.empty() : Optional.of(decoded(told.get()));
    }

    private static byte[] decoded(String token) throws SealException {
        try {
            return Base64.getDecoder().decode(token);
        } catch (IllegalArgumentException notBase64) {
            throw SealException.notAgreed("answers the logon with something that cannot be read");
        }
    }

    /** To this TLS connection; null over plain HTTP. */
    private static @Nullable ChannelBinding binding(Socket socket) throws IOException {
        if (!(socket instanceof SSLSocket secured)) return null;
        try {
            return ChannelBinding.to((X509Certificate) secured.getSession().getPeerCertificates()[0]);
        } catch (CertificateEncodingException unusable) {
            throw new IOException("The host's certificate cannot be bound to.", unusable);
        }
    }

    // --- HTTP ------------------------------------------------------------------------------------------------------

    private ClassicHttpResponse post(DefaultBHttpClientConnection open, byte[] envelope, Optional<String> proof)
            throws IOException {
        if (seal.isEmpty()) return exchange(open, envelope, SOAP, proof);
        Seal agreed = seal.get();
        return exchange(open, SealedBody.of(envelope, agreed), SealedBody.type(agreed), proof);
    }

    private ClassicHttpResponse exchange(
            DefaultBHttpClientConnection open, byte[] body, String type, Optional<String> proof) throws IOException {
        BasicClassicHttpRequest request = new BasicClassicHttpRequest("POST", PATH);
        request.setHeader(HttpHeaders.HOST, endpoint.host() + ":" + endpoint.port());
        request.setHeader(HttpHeaders.USER_AGENT, "Ratchet");
        request.setHeader(HttpHeaders.CONTENT_TYPE, type);
        request.setHeader(HttpHeaders.CONTENT_LENGTH, body.length);
        proof.ifPresent(word -> request.setHeader(HttpHeaders.AUTHORIZATION, word));
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_OCTET_STREAM));
        HttpCoreContext context = HttpCoreContext.create();
        try {
            ClassicHttpResponse response = executor.execute(request, open, context);
            byte[] told = response.getEntity() == null
                    ? new byte[0]
                    : EntityUtils.toByteArray(response.getEntity(), LONGEST_ANSWER);
            Header kind = response.getFirstHeader(HttpHeaders.CONTENT_TYPE);
            boolean kept = executor.keepAlive(request, response, open, context);
            response.setEntity(new ByteArrayEntity(told, kind == null ? ContentType.APPLICATION_OCTET_STREAM : null));
            if (!kept) open.close(CloseMode.GRACEFUL);
            return response;
        } catch (HttpException e) {
            open.close(CloseMode.IMMEDIATE);
            throw new IOException("The host does not speak HTTP.", e);
        } catch (IOException e) {
            open.close(CloseMode.IMMEDIATE);
            throw e;
        }
    }

    /** Decided by the Content-Type; what came in clear on a sealed connection is not believed. */
    private byte[] body(ClassicHttpResponse response) throws IOException {
        int status = response.getCode();
        byte[] told = EntityUtils.toByteArray(response.getEntity());
        Header kind = response.getFirstHeader(HttpHeaders.CONTENT_TYPE);
        String type = kind == null ? "" : kind.getValue();
        if (seal.isPresent() && SealedBody.sealed(type)) return SealedBody.open(told, seal.get());
        if (status == 401) throw new HttpRefusal(status);
        if (seal.isPresent()) throw SealException.broken("answered a sealed message in clear, with HTTP " + status);
        if (status != 200 && !(status == 500 && type.toLowerCase(Locale.ROOT).startsWith("application/soap+xml")))
            throw new HttpRefusal(status);
        return told;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public void close() {
        if (connection != null) connection.close(CloseMode.GRACEFUL);
        connection = null;
        seal = Optional.empty();
    }
}
