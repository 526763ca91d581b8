package io.shiplog.standalone.images;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes a tar archive, as image layers are: everything belongs to root and is from 1970, so that equal files give
 * equal bytes.
 */
public final class Tar implements AutoCloseable {

    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int PREFIX_AT = 345;
    private static final int CHECKSUM_AT = 148;

    private final OutputStream out;

    /** An archive that goes there; closing ends it and closes the stream. */
    public Tar(OutputStream out) {
        this.out = out;
    }

    /** Adds a directory. Parents of other entries need not be added. */
    public void directory(String path, int mode) throws IOException {
        header(path + "/", mode, '5', 0, "");
    }

    /** Adds a file. */
    public void file(String path, int mode, byte[] content) throws IOException {
        header(path, mode, '0', content.length, "");
        out.write(content);
        pad(content.length);
    }

    /** Adds a file with the content of one on disk. */
    public void file(String path, int mode, Path content) throws IOException {
        long size = Files.size(content);
        header(path, mode, '0', size, "");
        Files.copy(content, out);
        pad(size);
    }

    /** Adds a symbolic link. */
    public void link(String path, String target) throws IOException {
        header(path, 0777, '2', 0, target);
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }

    private void header(String path, int mode, char type, long size, String target) throws IOException {
        byte[] header = new byte[BLOCK];
        int cut = path.length() <= NAME ? -1 : path.indexOf('/', path.length() - NAME - 1);
        put(header, 0, path.substring(cut + 1));
        put(header, PREFIX_AT, cut < 0 ? "" : path.substring(0, cut));
        put(header, 100, octal(mode, 7));
        put(header, 108, octal(0, 7));
        put(header, 116, octal(0, 7));
        put(header, 124, octal(size, 11));
        put(header, 136, octal(0, 11));
        put(header, CHECKSUM_AT, "        ");
        header[156] = (byte) type;
        put(header, 157, target);
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, CHECKSUM_AT, octal(sum, 6) + "\0 ");
        out.write(header);
    }

    private static String octal(long number, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "o", number);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, header, at, ascii.length);
    }

    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }
}
