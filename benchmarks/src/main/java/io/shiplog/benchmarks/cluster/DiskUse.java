package io.shiplog.benchmarks.cluster;

import io.shiplog.benchmarks.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Bytes of the broker's log segments by topic. Only segments count: index files are made large and mostly empty.
 *
 * @param bytesByTopic every topic found, internal ones too
 */
public record DiskUse(Map<String, Long> bytesByTopic) {

    private static final Pattern PARTITION = Pattern.compile("(.+)-\\d+");

    /** Looks into a broker's directory. */
    public static DiskUse of(Path brokerDir) {
        Map<String, Long> out = new TreeMap<>();
        try (Stream<Path> files = Files.walk(brokerDir)) {
            files.filter(file -> file.toString().endsWith(".log")).forEach(file -> add(out, file));
        } catch (IOException | UncheckedIOException e) {
            throw new BenchException(brokerDir + " cannot be measured: " + e, e);
        }
        return new DiskUse(out);
    }

    private static void add(Map<String, Long> out, Path file) {
        Path folder = file.getParent();
        Matcher partition =
                PARTITION.matcher(folder == null ? "" : folder.getFileName().toString());
        if (partition.matches()) {
            out.merge(partition.group(1), sizeOf(file), Long::sum);
        }
    }

    /** 0 for a segment that was deleted in between. */
    private static long sizeOf(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** All topics together. */
    public long total() {
        return bytesByTopic.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Growth of each topic since an earlier look. */
    public Map<String, Long> since(DiskUse earlier) {
        Map<String, Long> out = new TreeMap<>();
        bytesByTopic.forEach((topic, bytes) -> out.put(topic, bytes - earlier.bytesByTopic.getOrDefault(topic, 0L)));
        return out;
    }
}
