package io.shiplog.api.read;

import io.shiplog.schemas.checkpoint.CheckpointFile;
import io.shiplog.schemas.checkpoint.UnusableCheckpointException;
import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectReader;
import io.shiplog.schemas.object.ObjectWriter;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topic;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A view and the offset it was taken at, in one file, so that a start reads the log's tail and not its week. Objects
 * are written as they lie in memory, but for Secrets: those are encoded by the codec, so they are as encrypted here as
 * on the topic. A file that does not fit is as good as none.
 */
final class Checkpoint {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);
    private static final int FORMAT = 5;

    private final CheckpointFile file;
    private final Topic topic;
    private final RecordCodec codec;

    /** What a file held. */
    record Loaded(Map<Kind, List<Stored>> objects, long last, long next) {}

    private record View(Map<Kind, List<Stored>> objects, long last) {}

    Checkpoint(ClusterContext context, Topic topic) {
        this.file = new CheckpointFile(
                context.dataDir().resolve(topic.name() + ".view"),
                FORMAT,
                context.clusterId(),
                context.namespacePartitions());
        this.topic = topic;
        this.codec = context.codec();
    }

    /** Writes all or nothing: a new file takes the old one's place. */
    void write(ResourceView.Contents contents, long nowMillis) throws IOException {
        file.write(contents.next(), nowMillis, out -> write(contents, out));
    }

    private void write(ResourceView.Contents contents, DataOutputStream out) throws IOException {
        ObjectWriter to = new ObjectWriter(out);
        to.number(contents.last());
        to.count(contents.objects().values().stream().mapToInt(Collection::size).sum());
        for (Collection<Stored> objects : contents.objects().values()) {
            for (Stored stored : objects) {
                to.number(stored.offset());
                write(stored.object(), to);
            }
        }
    }

    private void write(KubeObject object, ObjectWriter to) throws IOException {
        boolean secret = object.kind().equals(Kinds.SECRET.kind());
        to.flag(secret);
        if (secret) {
            to.bytes(codec.encode(topic, object.envelope()));
        } else {
            to.object(object);
        }
    }

    /**
     * The kept view, or null when there is none that fits.
     *
     * @param begin the log's first offset
     * @param end the log's end
     */
    @Nullable
    Loaded read(long begin, long end, long nowMillis) {
        try {
            CheckpointFile.Loaded<View> loaded = file.read(begin, end, nowMillis, this::view);
            return loaded == null
                    ? null
                    : new Loaded(loaded.view().objects(), loaded.view().last(), loaded.next());
        } catch (UnusableCheckpointException e) {
            LOG.warn("discarding {}, {} is read from its start: {}", file, topic.name(), e.getMessage());
            return null;
        }
    }

    private View view(DataInputStream in) throws IOException {
        ObjectReader from = new ObjectReader(in);
        long last = from.number();
        Map<Kind, List<Stored>> objects = new HashMap<>();
        for (int left = from.count(); left > 0; left--) {
            long offset = from.number();
            KubeObject object = object(from);
            Kind kind = Kinds.find(object.key().group(), object.kind());
            if (kind != null) {
                objects.computeIfAbsent(kind, any -> new ArrayList<>()).add(new Stored(object, offset));
            }
        }
        return new View(objects, last);
    }

    private KubeObject object(ObjectReader from) throws IOException {
        return from.flag() ? Envelopes.object((ResourceEnvelope) codec.decode(topic, from.bytes())) : from.object();
    }
}
