package io.ratchet.console;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * A request whose large body is read while it comes: no more than a limit, and no slower than anybody would send it.
 */
final class PacedRequest extends HttpServletRequestWrapper {
    /** Besides the time that its bytes take at the slowest pace. */
    private static final long GRACE = Duration.ofSeconds(30).toNanos();

    /** Bytes in a second. */
    private static final long SLOWEST = 16 * 1024;

    private final long most;
    private final LongSupplier ticks;

    PacedRequest(HttpServletRequest request, long most, LongSupplier ticks) {
        super(request);
        this.most = most;
        this.ticks = ticks;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new Paced(super.getInputStream(), ticks.getAsLong());
    }

    private final class Paced extends ServletInputStream {
        private final ServletInputStream in;
        private final long begun;
        private long total;

        Paced(ServletInputStream in, long begun) {
            this.in = in;
            this.begun = begun;
        }

        @Override
        public int read() throws IOException {
            int next = in.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = in.read(into, from, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) {
            total += read;
            if (total > most)
                throw FailureException.of(
                        FailureCode.INTAKE_TOO_LARGE,
                        "What was sent is larger than " + (most >> 20) + " MiB, the most that is taken here.");
            long allowed = GRACE + Duration.ofSeconds(total / SLOWEST).toNanos();
            if (ticks.getAsLong() - begun > allowed)
                throw new ResponseStatusException(
                        HttpStatus.REQUEST_TIMEOUT, "What was sent came too slowly; nothing of it was kept.");
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}
