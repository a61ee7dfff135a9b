package io.ratchet.lab.tls;

import java.io.ByteArrayOutputStream;

/** The few forms of DER that a certificate needs. */
final class Der {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int UTF8_STRING = 0x0C;
    static final int UTC_TIME = 0x17;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    private Der() {}

    static byte[] of(int tag, byte[]... parts) {
        var value = new ByteArrayOutputStream();
        for (byte[] part : parts) value.writeBytes(part);
        int length = value.size();
        var whole = new ByteArrayOutputStream(length + 4);
        whole.write(tag);
        if (length > 0xFF) {
            whole.write(0x82);
            whole.write(length >> 8);
        } else if (length > 0x7F) whole.write(0x81);
        whole.write(length & 0xFF);
        whole.writeBytes(value.toByteArray());
        return whole.toByteArray();
    }
}
