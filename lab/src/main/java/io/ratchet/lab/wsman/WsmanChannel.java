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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.xml.stream.XMLStreamException;

/** One client's connection to a host's WinRM: HTTP and Basic authentication around {@link WsmanHost}. */
public final class WsmanChannel extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Envelope NO_REQUEST = new Envelope(Map.of(), Map.of(), List.of());

    private final WsmanHost host;
    private final Account account;
    private final boolean closesOnRefusal;

    /** @param closesOnRefusal whether a refused password also ends the connection, as Windows does for the first */
    public WsmanChannel(WsmanHost host, Account account, boolean closesOnRefusal) {
        this.host = host;
        this.account = account;
        this.closesOnRefusal = closesOnRefusal;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean keep = HttpUtil.isKeepAlive(request);
        answer(context, request)
                .whenComplete((reply, failed) -> context.executor().execute(() -> {
                    if (failed != null || reply == Reply.RESET) reset(context);
                    else write(context, reply, keep && !(reply.status() == 401 && closesOnRefusal));
                }));
    }

    private CompletableFuture<Reply> answer(ChannelHandlerContext context, FullHttpRequest request) {
        if (!request.uri().equals("/wsman")) return CompletableFuture.completedFuture(new Reply(404, ""));
        if (!request.method().equals(HttpMethod.POST)) return CompletableFuture.completedFuture(new Reply(405, ""));
        if (request.headers().contains("WSMANIDENTIFY"))
            return CompletableFuture.completedFuture(Reply.ok(Soap.identified()));
        if (host.faults().wrongPassword() || !account.admits(request.headers().get(HttpHeaderNames.AUTHORIZATION, "")))
            return CompletableFuture.completedFuture(new Reply(401, ""));
        byte[] body = ByteBufUtil.getBytes(request.content());
        if (body.length == 0) return CompletableFuture.completedFuture(Reply.EMPTY);
        if (body.length > host.quotas().envelopeBytes())
            return CompletableFuture.completedFuture(host.refuse(NO_REQUEST, Fault.tooLarge()));
        try {
            return host.answer(
                    Envelope.read(body), context.channel().localAddress().toString());
        } catch (XMLStreamException notXml) {
            return CompletableFuture.completedFuture(new Reply(400, ""));
        }
    }

    private static void write(ChannelHandlerContext context, Reply reply, boolean keep) {
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(reply.status()),
                Unpooled.wrappedBuffer(reply.body().getBytes(StandardCharsets.UTF_8)));
        response.headers()
                .set(HttpHeaderNames.SERVER, "Microsoft-HTTPAPI/2.0")
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        if (!reply.body().isEmpty())
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/soap+xml;charset=UTF-8");
        if (reply.status() == 401) response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"WSMAN\"");
        if (!keep) response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        var written = context.writeAndFlush(response);
        if (!keep) written.addListener(ChannelFutureListener.CLOSE);
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
