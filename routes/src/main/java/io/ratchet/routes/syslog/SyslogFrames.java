package io.ratchet.routes.syslog;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.component.netty.DefaultChannelHandlerFactory;

/**
 * Messages of a connection, by either framing of RFC 6587: their length before each, as RFC 5425 asks for, or a line
 * end behind each. What is neither ends the connection, for nobody knows where the next message begins.
 */
final class SyslogFrames extends ByteToMessageDecoder {
    /** Of one message; a Windows event with its message stays far below. */
    static final int LONGEST = 256 << 10;

    private static final int MOST_DIGITS = 7;

    /** Each connection has its own. */
    static final class Factory extends DefaultChannelHandlerFactory {
        @Override
        public ChannelHandler newChannelHandler() {
            return new SyslogFrames();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        while (in.isReadable() && blank(in.getByte(in.readerIndex()))) in.skipBytes(1);
        if (!in.isReadable()) return;
        byte first = in.getByte(in.readerIndex());
        if (first >= '1' && first <= '9') counted(in, out);
        else if (first == '<') terminated(in, out);
        else throw new CorruptedFrameException("a syslog message begins with its length or with '<'");
    }

    private static boolean blank(byte b) {
        return b == '\n' || b == '\r' || b == ' ' || b == 0;
    }

    private static void counted(ByteBuf in, List<Object> out) {
        int at = in.readerIndex();
        int length = 0;
        for (int i = 0; ; i++) {
            if (i == MOST_DIGITS) throw new TooLongFrameException("a syslog message with a length of too many digits");
            if (at + i >= in.writerIndex()) return;
            byte digit = in.getByte(at + i);
            if (digit == ' ') {
                if (length > LONGEST) throw new TooLongFrameException("a syslog message of " + length + " bytes");
                if (in.writerIndex() - at - i - 1 < length) return;
                in.skipBytes(i + 1);
                out.add(text(in, length));
                return;
            }
            if (digit < '0' || digit > '9') throw new CorruptedFrameException("a syslog message with a broken length");
            length = 10 * length + digit - '0';
        }
    }

    private static void terminated(ByteBuf in, List<Object> out) {
        int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
        if (end < 0) {
            if (in.readableBytes() > LONGEST) throw new TooLongFrameException("a syslog message without an end");
            return;
        }
        if (end - in.readerIndex() > LONGEST) throw new TooLongFrameException("a syslog message without an end");
        out.add(text(in, end - in.readerIndex()));
    }

    private static String text(ByteBuf in, int length) {
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
