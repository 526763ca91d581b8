package io.shiplog.api.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Answers that are large go out as gzip to clients that take it. Watches never do: each event goes out at once. */
final class Compression {

    /** Kubernetes' own limit: below it the time costs more than the bytes. */
    static final int MIN_BYTES = 128 * 1024;

    private Compression() {}

    /** True when a body of this size is worth it and the client's Accept-Encoding names gzip. */
    static boolean wanted(@Nullable String acceptEncoding, long bytes) {
        if (acceptEncoding == null || bytes < MIN_BYTES) {
            return false;
        }
        for (String entry : acceptEncoding.split(",")) {
            String[] parts = entry.strip().split(";");
            boolean refused = parts.length > 1 && parts[1].strip().matches("q=0(\\.0*)?");
            if (parts[0].strip().equalsIgnoreCase("gzip") && !refused) {
                return true;
            }
        }
        return false;
    }

    /** The body, whose pieces follow each other, as gzip, fast rather than small, as Kubernetes does it. */
    static byte[] gzip(List<byte[]> body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(MIN_BYTES);
        try (OutputStream zipped = new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }) {
            for (byte[] piece : body) {
                zipped.write(piece);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
