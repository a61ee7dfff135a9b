package io.ratchet.lab.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.security.cert.CertificateEncodingException;
import java.util.List;

/**
 * The little of SSL 2.0 that is to be seen from outside: a CLIENT-HELLO of version 2 is answered with a SERVER-HELLO,
 * after which the host hangs up. Whatever else comes is left to those behind it.
 */
public final class SslTwoHello extends ByteToMessageDecoder {
    private static final int HEAD = 5;
    private static final int[] KINDS = {0x010080, 0x0700C0};
    private static final int CONNECTION = 16;

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < HEAD) return;
        int start = in.readerIndex();
        boolean two =
                in.getUnsignedByte(start) >= 0x80 && in.getByte(start + 2) == 1 && in.getUnsignedShort(start + 3) == 2;
        if (!two) {
            context.pipeline().remove(this);
            return;
        }
        int length = in.getUnsignedShort(start) & 0x7FFF;
        if (in.readableBytes() < 2 + length) return;
        in.skipBytes(in.readableBytes());
        context.writeAndFlush(serverHello(context)).addListener(ChannelFutureListener.CLOSE);
    }

    private static ByteBuf serverHello(ChannelHandlerContext context) {
        byte[] certificate = certificate();
        int length = 11 + certificate.length + 3 * KINDS.length + CONNECTION;
        ByteBuf hello = context.alloc().buffer(2 + length);
        hello.writeShort(0x8000 | length).writeByte(4).writeByte(0).writeByte(1).writeShort(2);
        hello.writeShort(certificate.length).writeShort(3 * KINDS.length).writeShort(CONNECTION);
        hello.writeBytes(certificate);
        for (int kind : KINDS) hello.writeMedium(kind);
        return hello.writeZero(CONNECTION);
    }

    private static byte[] certificate() {
        try {
            return LabAuthority.ofThisProcess().certificate().getEncoded();
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
