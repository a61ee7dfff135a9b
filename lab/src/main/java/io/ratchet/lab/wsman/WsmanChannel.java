package io.ratchet.lab.wsman;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection to a host's WinRM: HTTP around {@link WsmanHost}, with the account proved by Basic with each
 * request, or by NTLM or Kerberos once, after which messages are sealed unless TLS does that already.
 */
public final class WsmanChannel extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final String BY_CERTIFICATE = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual";
    private static final Envelope NO_REQUEST = new Envelope(Map.of(), Map.of(), Map.of(), List.of(), List.of());

    private final WsmanHost host;
    private final Account account;
    private final Admission admission;
    private final NtlmAcceptor ntlm;
    private final SpnegoAcceptor spnego;
    private boolean loggedOn;
    private @Nullable HostSeal seal;
    /** What the next answer ends a logon with, as its header says it; empty: nothing. */
    private String lastWord = "";

    public WsmanChannel(WsmanHost host, Account account, Admission admission) {
        this.host = host;
        this.account = account;
        this.admission = admission;
        this.ntlm = new NtlmAcceptor(account, host.name());
        this.spnego = new SpnegoAcceptor(ntlm);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean keep = HttpUtil.isKeepAlive(request);
        String proof = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
        Optional<Token> token = Token.of(proof);
        Optional<byte[]> challenge = token.flatMap(this::challenge);
        if (challenge.isPresent()) {
            loggedOn = false;
            seal = null;
            challenge(context, challenge.get());
            return;
        }
        token.flatMap(this::accepted).ifPresent(agreed -> {
            loggedOn = !host.faults().wrongPassword();
            seal = loggedOn && context.pipeline().get(SslHandler.class) == null ? agreed : null;
        });
        boolean tls = context.pipeline().get(SslHandler.class) != null;
        boolean admitted = !host.faults().wrongPassword()
                && (loggedOn || (admission.takesPasswords(tls) && account.admits(proof)) || isKnown(context, proof));
        HostSeal asked = sealed(request);
        answer(context, request, admitted)
                .whenComplete((reply, failed) -> context.executor().execute(() -> {
                    if (failed != null || reply == Reply.RESET) reset(context);
                    else
                        write(
                                context,
                                reply,
                                asked,
                                tls,
                                keep && !(reply.status() == 401 && admission.closesOnRefusal()));
                }));
    }

    /** What a client says to log on. */
    private record Token(KerberosService.Scheme scheme, byte[] bytes) {
        static Optional<Token> of(String proof) {
            for (KerberosService.Scheme scheme : KerberosService.Scheme.values()) {
                String word = scheme.word() + " ";
                if (!proof.regionMatches(true, 0, word, 0, word.length())) continue;
                try {
                    return Optional.of(new Token(
                            scheme,
                            Base64.getDecoder()
                                    .decode(proof.substring(word.length()).strip())));
                } catch (IllegalArgumentException notBase64) {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        }

        String header(byte[] word) {
            return scheme.word() + " " + Base64.getEncoder().encodeToString(word);
        }
    }

    /** Where the client's word begins a logon by NTLM. */
    private Optional<byte[]> challenge(Token token) {
        if (token.scheme() != KerberosService.Scheme.NEGOTIATE) return Optional.empty();
        if (SpnegoAcceptor.begins(token.bytes())) return spnego.challenge(token.bytes());
        return NtlmAcceptor.begins(token.bytes()) && !admission.spnegoOnly()
                ? Optional.of(ntlm.challenge(token.bytes()))
                : Optional.empty();
    }

    /** Where it ends one; by Kerberos its first word does. */
    private Optional<HostSeal> accepted(Token token) {
        if (SpnegoAcceptor.goesOn(token.bytes())) {
            Optional<SpnegoAcceptor.Accepted> accepted = spnego.accept(token.bytes());
            accepted.ifPresent(done -> lastWord = token.header(done.word()));
            return accepted.map(SpnegoAcceptor.Accepted::seal);
        }
        if (SpnegoAcceptor.begins(token.bytes())) {
            Optional<KerberosService.Accepted> accepted =
                    admission.kerberos().flatMap(realm -> realm.accept(token.bytes(), token.scheme(), account));
            accepted.ifPresent(done -> lastWord = token.header(done.word()));
            return accepted.map(KerberosService.Accepted::seal);
        }
        return ntlm.key(token.bytes()).map(NtlmSeal::new);
    }

    /** Whether the client says that it goes by its certificate, and has shown one that stands for the account. */
    private boolean isKnown(ChannelHandlerContext context, String proof) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (tls == null
                || !proof.equals(BY_CERTIFICATE)
                || admission.certificates().isEmpty()) return false;
        try {
            X509Certificate shown = (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
            shown.checkValidity();
            shown.verify(admission.certificates().get().getPublicKey());
            return true;
        } catch (SSLPeerUnverifiedException | GeneralSecurityException nobodyKnown) {
            return false;
        }
    }

    /** Never ends the connection, whatever a refusal does: the logon is this connection's. */
    private static void challenge(ChannelHandlerContext context, byte[] challenge) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.UNAUTHORIZED);
        response.headers()
                .set(HttpHeaderNames.SERVER, "Microsoft-HTTPAPI/2.0")
                .set(
                        HttpHeaderNames.WWW_AUTHENTICATE,
                        "Negotiate " + Base64.getEncoder().encodeToString(challenge))
                .set(HttpHeaderNames.CONTENT_LENGTH, 0);
        context.writeAndFlush(response);
    }

    private CompletableFuture<Reply> answer(ChannelHandlerContext context, FullHttpRequest request, boolean admitted) {
        if (!request.uri().equals("/wsman")) return CompletableFuture.completedFuture(new Reply(404, ""));
        if (!request.method().equals(HttpMethod.POST)) return CompletableFuture.completedFuture(new Reply(405, ""));
        if (request.headers().contains("WSMANIDENTIFY"))
            return CompletableFuture.completedFuture(Reply.ok(Soap.identified()));
        if (!admitted) return CompletableFuture.completedFuture(new Reply(401, ""));
        byte[] sent = ByteBufUtil.getBytes(request.content());
        // Who asks for nothing and shows nothing wants to log on; masterzen/winrm does so before each message.
        if (sent.length == 0)
            return CompletableFuture.completedFuture(
                    request.headers().contains(HttpHeaderNames.AUTHORIZATION) ? Reply.EMPTY : new Reply(401, ""));
        HostSeal agreed = sealed(request);
        if (agreed == null && !admission.unencrypted() && context.pipeline().get(SslHandler.class) == null)
            return CompletableFuture.completedFuture(new Reply(500, ""));
        Optional<byte[]> opened = agreed == null ? Optional.of(sent) : agreed.open(sent);
        if (opened.isEmpty()) return CompletableFuture.completedFuture(Reply.RESET);
        byte[] body = opened.get();
        if (body.length > host.quotas().envelopeBytes())
            return CompletableFuture.completedFuture(host.refuse(NO_REQUEST, Fault.tooLarge()));
        try {
            return host.answer(
                    Envelope.read(body), context.channel().localAddress().toString());
        } catch (XMLStreamException notXml) {
            return CompletableFuture.completedFuture(new Reply(400, ""));
        }
    }

    /** What the request is sealed with; null where it is not. */
    private @Nullable HostSeal sealed(FullHttpRequest request) {
        return request.headers().get(HttpHeaderNames.CONTENT_TYPE, "").startsWith("multipart/encrypted") ? seal : null;
    }

    private void write(
            ChannelHandlerContext context, Reply reply, @Nullable HostSeal asked, boolean tls, boolean keep) {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        HostSeal agreed = body.length > 0 ? asked : null;
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(reply.status()),
                Unpooled.wrappedBuffer(agreed == null ? body : agreed.seal(body)));
        response.headers()
                .set(HttpHeaderNames.SERVER, "Microsoft-HTTPAPI/2.0")
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        if (!reply.body().isEmpty())
            response.headers()
                    .set(
                            HttpHeaderNames.CONTENT_TYPE,
                            agreed == null ? "application/soap+xml;charset=UTF-8" : agreed.type());
        if (reply.status() == 401) response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, offered(tls));
        else if (!lastWord.isEmpty()) response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, lastWord);
        lastWord = "";
        if (!keep) response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        var written = context.writeAndFlush(response);
        if (!keep) written.addListener(ChannelFutureListener.CLOSE);
    }

    /** The ways to log on, as Windows lists them. */
    private List<String> offered(boolean tls) {
        List<String> offered = new ArrayList<>(List.of("Negotiate"));
        if (admission.kerberos().isPresent()) offered.add("Kerberos");
        if (admission.takesPasswords(tls)) offered.add("Basic realm=\"WSMAN\"");
        return offered;
    }

    private static void reset(ChannelHandlerContext context) {
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A peer that hangs up, or a TLS handshake that fails: the connection is of no more use.
        context.close();
    }
}
