package io.shiplog.executor.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.shiplog.executor.node.NodeCore;
import io.shiplog.executor.runtime.ImageStore;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes images that no container uses any more when their disk is nearly full. */
final class ImageCollector {

    private static final Logger LOG = LoggerFactory.getLogger(ImageCollector.class);
    /** A disk does not fill up in less, and asking for all images costs the engine something. */
    private static final long LOOK_MILLIS = 60_000;
    /** What goes here need not go from pods, which are looked at as often. */
    private static final long FULL_LOOK_MILLIS = 10_000;

    private final ImageStore store;
    private final Path disk;
    private final Path file;
    private final Counter removed;
    private final UsedImages used = new UsedImages();
    private String written = "";
    private long lookAtMillis;

    /**
     * Over a runtime's images.
     *
     * @param disk a directory on the file system with the images
     * @param dataDir where it keeps what has been used and when, across restarts
     */
    ImageCollector(ImageStore store, Path disk, Path dataDir, MeterRegistry meters) {
        this.store = store;
        this.disk = disk;
        this.file = dataDir.resolve("images.used");
        this.removed = Counter.builder("shiplog.executor.images.removed")
                .description("images removed since their disk was nearly full")
                .register(meters);
        try {
            if (Files.exists(file)) {
                used.restore(Files.readString(file));
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read; images used before are not removed: {}", file, e.toString());
        }
    }

    /** Room on the disk with the images; empty where it cannot be told. */
    Optional<NodeFigures.Disk> room() {
        try {
            FileStore found = Files.getFileStore(disk);
            return Optional.of(
                    new NodeFigures.Disk(found.getTotalSpace(), found.getUnallocatedSpace(), found.getUsableSpace()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Images that pods of a core name; on the thread that owns it. */
    static Set<String> named(NodeCore core) {
        Set<String> out = new HashSet<>();
        core.eachPod(pod -> pod.template().containers().forEach(container -> out.add(container.image())));
        return out;
    }

    /**
     * Takes what is named now, and removes what is too much: now and then, soon when the disk is nearly full. May take
     * a while.
     */
    void look(Set<String> named, long nowMillis) {
        used.used(named, nowMillis);
        if (due(nowMillis)) {
            collect(nowMillis);
        }
    }

    private boolean due(long nowMillis) {
        return nowMillis >= lookAtMillis
                || (nowMillis >= lookAtMillis - LOOK_MILLIS + FULL_LOOK_MILLIS
                        && room().filter(UsedImages::nearlyFull).isPresent());
    }

    private void collect(long nowMillis) {
        lookAtMillis = nowMillis + LOOK_MILLIS;
        keep();
        Optional<NodeFigures.Disk> room = room();
        if (room.isEmpty() || !UsedImages.nearlyFull(room.get())) {
            return;
        }
        for (String id : used.toRemove(store.list(), room.get())) {
            boolean gone = store.remove(id);
            removed.increment(gone ? 1 : 0);
            LOG.info("image {}: {} since its disk is nearly full", id, gone ? "removed" : "could not be removed");
        }
    }

    private void keep() {
        String text = used.text();
        if (text.equals(written)) {
            return;
        }
        try {
            Files.writeString(file, text);
            written = text;
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.toString());
        }
    }
}
