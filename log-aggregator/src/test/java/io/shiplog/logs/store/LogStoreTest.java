package io.shiplog.logs.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.logs.line.Block;
import io.shiplog.logs.line.Retention;
import io.shiplog.logs.line.RunKey;
import io.shiplog.schemas.record.LogBatch;
import io.shiplog.schemas.record.LogLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStoreTest {

    private static final RunKey RUN = new RunKey("uid-1", "main", 0);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    private long offset;

    private LogStore open() throws IOException {
        return LogStore.open(dir, StoreLimits.of(1L << 30, 24));
    }

    private Arrived batch(long first, long dropped, boolean ended, String... texts) {
        List<LogLine> lines = Stream.of(texts)
                .map(text ->
                        new LogLine(first, "stdout", ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0, false))
                .toList();
        LogBatch batch = new LogBatch(
                "n1", "default", "web", "uid-1", "main", 0, lines, first, dropped, Map.of("app", "w"), ended);
        return new Arrived(0, offset++, 1_000 + offset, batch);
    }

    private static List<String> read(LogStore store) throws IOException {
        List<String> out = new ArrayList<>();
        try (RunReader reader = store.reader(RUN, 0, -1)) {
            for (Block block = reader.next(); block != null; block = reader.next()) {
                block.lines().forEach(line -> out.add(new String(line.text(), StandardCharsets.UTF_8)));
            }
        }
        return out;
    }

    @Test
    void linesThatComeTwiceAreKeptOnce() throws IOException {
        try (LogStore store = open()) {
            store.append(List.of(batch(0, 0, false, "a", "b"), batch(2, 0, false, "c")));
            store.append(List.of(batch(0, 0, false, "a", "b"), batch(1, 0, false, "b", "c", "d")));
            store.append(List.of(batch(3, 0, true, "d"), batch(4, 0, true)));
            assertThat(read(store)).containsExactly("a", "b", "c", "d");
            assertThat(store.doubles()).isEqualTo(5);
            assertThat(store.ended(RUN)).isTrue();
        }
    }

    @Test
    void aReaderSeesWhatIsWrittenWhileItReads() throws IOException {
        try (LogStore store = open();
                RunReader reader = store.reader(RUN, 0, -1)) {
            assertThat(reader.next()).isNull();
            store.append(List.of(batch(0, 0, false, "a")));
            assertThat(Objects.requireNonNull(reader.next()).lines()).hasSize(1);
            assertThat(reader.next()).isNull();
            store.append(List.of(batch(1, 0, false, "b")));
            assertThat(Objects.requireNonNull(reader.next()).firstLine()).isEqualTo(1);
        }
    }

    @Test
    void afterAKillWhatLiesBehindTheCheckpointIsFoundAndATornEndIsCutOff() throws IOException {
        LogStore killed = open();
        killed.append(List.of(batch(0, 0, false, "a")));
        killed.keep(Map.of(0, 1L));
        killed.append(List.of(batch(1, 0, false, "b")));
        Path file = onlyFile();
        Files.write(file, new byte[] {0x4C, 0x42, 1, 0, 0}, StandardOpenOption.APPEND);
        try (LogStore store = open()) {
            assertThat(store.offsets()).isEqualTo(Map.of(0, 1L));
            store.append(List.of(batch(1, 0, false, "b"), batch(2, 0, false, "c")));
            assertThat(read(store)).containsExactly("a", "b", "c");
        }
        try (LogStore again = open()) {
            assertThat(read(again)).containsExactly("a", "b", "c");
        }
    }

    @Test
    void withoutACheckpointTheFilesTellEverythingAndTheTopicIsReadFromItsBeginning() throws IOException {
        try (LogStore store = open()) {
            store.append(List.of(batch(0, 0, true, "a", "b")));
        }
        try (LogStore store = open()) {
            assertThat(store.offsets()).isEmpty();
            assertThat(store.ended(RUN)).isTrue();
            RunView view = store.ofPod("default", "web").get(0);
            assertThat(view.facts().labels()).containsEntry("app", "w");
            assertThat(view.nextLine()).isEqualTo(2);
            assertThat(read(store)).containsExactly("a", "b");
        }
    }

    @Test
    void aFileThatLostItsEndInAPowerCutIsFilledAgainFromTheTopic() throws IOException {
        try (LogStore store = open()) {
            store.append(List.of(batch(0, 0, false, "a")));
            store.append(List.of(batch(1, 0, false, "b")));
            store.keep(Map.of(0, 2L));
        }
        Path file = onlyFile();
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
        try (LogStore store = open()) {
            assertThat(store.offsets()).isEmpty();
            store.append(List.of(batch(0, 0, false, "a"), batch(1, 0, false, "b")));
            assertThat(read(store)).containsExactly("a", "b");
        }
    }

    @Test
    void gapsAreKnownAndEmptyRunsRemembered() throws IOException {
        try (LogStore store = LogStore.open(dir, new StoreLimits(new Retention(0, 10, 1_000_000), 1_000_000))) {
            store.append(List.of(batch(5, 2, false, "f")));
            try (RunReader reader = store.reader(RUN, 0, -1)) {
                Block block = Objects.requireNonNull(reader.next());
                assertThat(block.dropped()).isEqualTo(2);
                assertThat(block.absent()).isEqualTo(3);
            }
            assertThat(store.clean(2_000)).isEqualTo(1);
            RunView view = Objects.requireNonNull(store.view(RUN));
            assertThat(view.places()).isEmpty();
            assertThat(view.nextLine()).isEqualTo(6);
            assertThat(store.bytes()).isZero();
            store.append(List.of(batch(6, 0, false, "g")));
            assertThat(read(store)).containsExactly("g");
        }
    }

    @Test
    void namesThatLeadOutOfTheDirectoryAreLeftOut() throws IOException {
        try (LogStore store = open()) {
            LogBatch evil =
                    new LogBatch("n1", "default", "web", "../../x", "main", 0, List.of(), 0L, 0L, Map.of(), true);
            store.append(List.of(new Arrived(0, 0, 0, evil)));
            assertThat(store.runs()).isZero();
        }
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            return files.filter(file -> file.toString().endsWith(".lines"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
