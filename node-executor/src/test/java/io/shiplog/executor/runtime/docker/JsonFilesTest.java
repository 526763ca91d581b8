package io.shiplog.executor.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonFilesTest {

    /** The engine keeps X, X.1 and X.2. */
    private static final int KEPT = 2;

    @TempDir
    private Path dir;

    private final List<String> seen = new ArrayList<>();

    private final JsonFiles.Taker taker = new JsonFiles.Taker() {
        @Override
        public void line(byte[] from, int begin, int end) {
            seen.add(new String(from, begin, end - begin, StandardCharsets.UTF_8));
        }

        @Override
        public void dropped(long lines) {
            seen.add("-" + lines);
        }
    };

    private Path file(int number) {
        return dir.resolve(number == 0 ? "x-json.log" : "x-json.log." + number);
    }

    private void write(String text) throws IOException {
        Files.writeString(file(0), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void rotate() throws IOException {
        Files.deleteIfExists(file(KEPT));
        for (int i = KEPT; i > 0; i--) {
            if (Files.exists(file(i - 1))) {
                Files.move(file(i - 1), file(i));
            }
        }
        write("");
    }

    private void drain(JsonFiles files) throws IOException, InterruptedException {
        files.look();
        while (files.drain(taker)) {
            files.look();
        }
    }

    @Test
    void readsTheOldestFirstAndOnOverEveryRotation() throws IOException, InterruptedException {
        write("1\n2\n");
        rotate();
        write("3\n");
        try (JsonFiles files = new JsonFiles(file(0))) {
            drain(files);
            write("4");
            drain(files);
            write("4\n5\n");
            rotate();
            write("6\n");
            rotate();
            write("7\n");
            assertThat(files.look()).isTrue();
            drain(files);
            assertThat(files.look()).isFalse();
        }
        assertThat(seen).containsExactly("1", "2", "3", "44", "5", "6", "7");
    }

    @Test
    void whatTheEngineDeletesIsStillReadWhenItWasSeenInTime() throws IOException, InterruptedException {
        write("1\n");
        try (JsonFiles files = new JsonFiles(file(0))) {
            for (int i = 2; i <= 9; i++) {
                rotate();
                write(i + "\n");
                files.look();
            }
            drain(files);
        }
        assertThat(seen).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    @Test
    void aReaderThatIsFarBehindLosesTheOldestAndIsToldHowManyLinesItWere() throws IOException, InterruptedException {
        write("1\n");
        try (JsonFiles files = new JsonFiles(file(0), 4)) {
            for (int i = 2; i <= 9; i++) {
                rotate();
                write(i + "\n");
                files.look();
            }
            drain(files);
        }
        assertThat(seen).containsExactly("1", "-6", "8", "9");
    }

    @Test
    void filesThatNobodySawAreAGap() throws IOException, InterruptedException {
        write("1\n");
        try (JsonFiles files = new JsonFiles(file(0))) {
            for (int i = 2; i <= 9; i++) {
                rotate();
                write(i + "\n");
            }
            drain(files);
        }
        assertThat(seen).containsExactly("1", "-1", "7", "8", "9");
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> new JsonFiles(file(0))).isInstanceOf(NoSuchFileException.class);
    }
}
