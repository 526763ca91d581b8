package io.shiplog.executor.runtime.docker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The image of sandbox containers, made here and loaded into the engine, never pulled. */
final class PauseImage {

    private static final String REPOSITORY = "shiplog/pause";
    private static final String TAG = "1";
    /** Its name in the engine; the tag is raised with every change of {@link PauseProgram}. */
    static final String NAME = REPOSITORY + ":" + TAG;
    /** The program in the image. */
    static final String COMMAND = "/pause";

    private static final int BLOCK = 512;
    private static final int MODE_AT = 100;
    private static final int SIZE_AT = 124;
    private static final int TIME_AT = 136;
    private static final int SUM_AT = 148;
    private static final int TYPE_AT = 156;
    private static final int MAGIC_AT = 257;

    private PauseImage() {}

    /** Loads it unless it is there. */
    static void ensure(Engine engine, String architecture) {
        if (engine.image(NAME) == null) {
            engine.importImage(REPOSITORY, TAG, tar(COMMAND.substring(1), PauseProgram.elf(architecture)));
        }
    }

    /** Kubernetes' word for an engine's word: x86_64 is amd64. */
    static String architecture(String engineWord) {
        return switch (engineWord) {
            case "x86_64", "amd64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> engineWord;
        };
    }

    /** A tar of one executable file. */
    static byte[] tar(String name, byte[] content) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, MODE_AT, "0000755");
        put(header, MODE_AT + 8, "0000000");
        put(header, MODE_AT + 16, "0000000");
        put(header, SIZE_AT, String.format(Locale.ROOT, "%011o", content.length));
        put(header, TIME_AT, "00000000000");
        put(header, SUM_AT, "        ");
        header[TYPE_AT] = '0';
        put(header, MAGIC_AT, "ustar\u000000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, SUM_AT, String.format(Locale.ROOT, "%06o\u0000 ", sum));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header);
        out.writeBytes(content);
        out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, header, at, ascii.length);
    }
}
