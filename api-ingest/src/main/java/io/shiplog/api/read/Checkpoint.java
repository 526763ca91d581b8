package io.shiplog.api.read;

import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.codec.UndecodableRecordException;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.record.SliceGroup;
import io.shiplog.schemas.topic.Topic;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A view and the offset it was taken at, in one file, so that a start reads the log's tail and not its week. Objects
 * are
 * encoded by the codec, so Secrets are as encrypted here as on the topic. A file that does not fit is as good as none.
 */
final class Checkpoint {

    /** Older ones may miss tombstones that compaction has taken away; well inside the topic's lag of seven days. */
    static final Duration AGE_MAX = Duration.ofDays(5);

    private static final int FORMAT = 0x53_4C_56_32; // "SLV2"

    private final Path file;
    private final String clusterId;
    private final Topic topic;
    private final RecordCodec codec;

    /** What a file held. */
    record Loaded(Map<Kind, List<Stored>> objects, long last, long next) {}

    Checkpoint(Path dir, String clusterId, Topic topic, RecordCodec codec) {
        this.file = dir.resolve(topic.name() + ".view");
        this.clusterId = clusterId;
        this.topic = topic;
        this.codec = codec;
    }

    /** Writes all or nothing: a new file takes the old one's place. */
    void write(ResourceView.Contents contents, long nowMillis) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(fresh)))) {
            out.writeInt(FORMAT);
            out.writeUTF(clusterId);
            out.writeLong(nowMillis);
            out.writeLong(contents.last());
            out.writeLong(contents.next());
            out.writeInt(contents.objects().values().stream()
                    .mapToInt(Collection::size)
                    .sum());
            for (Collection<Stored> objects : contents.objects().values()) {
                for (Stored stored : objects) {
                    byte[] record = codec.encode(topic, envelope(stored.object()));
                    out.writeLong(stored.offset());
                    out.writeInt(record.length);
                    out.write(record);
                }
            }
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * The kept view, or null when there is none that fits.
     *
     * @param begin the log's first offset
     * @param end the log's end
     */
    @Nullable
    Loaded read(long begin, long end, long nowMillis) {
        if (!Files.exists(file)) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readInt() != FORMAT || !in.readUTF().equals(clusterId)) {
                return null;
            }
            long written = in.readLong();
            long last = in.readLong();
            long next = in.readLong();
            if (nowMillis - written > AGE_MAX.toMillis() || next < begin || next > end) {
                return null;
            }
            Map<Kind, List<Stored>> objects = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                long offset = in.readLong();
                byte[] record = in.readNBytes(in.readInt());
                ResourceEnvelope envelope = (ResourceEnvelope) codec.decode(topic, record);
                Kind kind = Kinds.find(envelope.getGroup(), envelope.getKind());
                if (kind != null) {
                    objects.computeIfAbsent(kind, any -> new ArrayList<>())
                            .add(new Stored(Envelopes.object(envelope), offset));
                }
            }
            return new Loaded(objects, last, next);
        } catch (IOException | UndecodableRecordException | IllegalArgumentException e) {
            return null;
        }
    }

    private static ResourceEnvelope envelope(KubeObject object) {
        ResourceEnvelope out = new ResourceEnvelope();
        out.setGroup(object.key().group());
        out.setKind(object.kind());
        out.setNamespace(object.namespace());
        out.setName(object.name());
        out.setUid(object.uid());
        out.setVersion(object.version());
        out.setOwnerKind("");
        out.setOwnerName("");
        out.setOwnerUid("");
        out.setOwnerUids(List.of());
        out.setLabels(Map.of());
        out.setNode("");
        out.setPhase("");
        out.setActor("");
        out.setCause("");
        out.setController("");
        out.setSlice(new SliceGroup("", 0, 0L, 0, 0, false));
        out.setObject(ByteBuffer.wrap(object.json()));
        return out;
    }
}
