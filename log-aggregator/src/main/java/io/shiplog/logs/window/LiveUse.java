package io.shiplog.logs.window;

import io.shiplog.schemas.record.MetricBatch;
import io.shiplog.schemas.record.MetricSample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What pods and nodes use now: their last minute. A subject that nothing was heard of for {@link #GONE_MILLIS} is gone;
 * whether it was is told by the reader's clock, since another machine's may be wrong. Not thread-safe.
 */
public final class LiveUse {

    /** Heard of less than this long ago: live. */
    public static final long GONE_MILLIS = 60_000;
    /** A container without a sample for so long, while others of its pod have some, does not run. */
    static final long STOPPED_MILLIS = 15_000;

    private static final class Heard {
        final Subject subject;
        long seenMillis;

        Heard(Subject.Id id) {
            subject = new Subject(id);
        }
    }

    /** In the order in which they were heard of last, the oldest first. */
    private final LinkedHashMap<Subject.Id, Heard> subjects = new LinkedHashMap<>();

    private final int subjectsMax;

    /** Follows at most so many pods and nodes; the one not heard of for longest is forgotten first. */
    public LiveUse(int subjectsMax) {
        this.subjectsMax = subjectsMax;
    }

    /** Takes in the samples of a node. */
    public void add(MetricBatch batch, long nowMillis) {
        for (MetricSample sample : batch.getSamples()) {
            Subject.Id id = Subject.Id.of(batch.getNode(), sample);
            Heard heard = subjects.remove(id);
            if (heard == null) {
                heard = new Heard(id);
            }
            subjects.put(id, heard);
            heard.seenMillis = Math.max(heard.seenMillis, nowMillis);
            heard.subject.add(sample);
            heard.subject.forgetBefore(heard.subject.newestMillis() - GONE_MILLIS);
        }
        var oldest = subjects.values().iterator();
        while (oldest.hasNext()) {
            boolean over = nowMillis - oldest.next().seenMillis > GONE_MILLIS || subjects.size() > subjectsMax;
            if (!over) {
                break;
            }
            oldest.remove();
        }
    }

    /** Live pods by namespace and name; of two with one name the one with the newer samples. */
    public List<Subject> pods(long nowMillis) {
        Map<String, Subject> out = new TreeMap<>();
        for (Subject subject : live(nowMillis)) {
            if (!subject.id().isNode()) {
                String name = subject.id().namespace() + "/" + subject.id().pod();
                out.merge(name, subject, (a, b) -> a.newestMillis() > b.newestMillis() ? a : b);
            }
        }
        return List.copyOf(out.values());
    }

    /** Live nodes by name. */
    public List<Subject> nodes(long nowMillis) {
        Map<String, Subject> out = new TreeMap<>();
        for (Subject subject : live(nowMillis)) {
            if (subject.id().isNode()) {
                out.put(subject.id().node(), subject);
            }
        }
        return List.copyOf(out.values());
    }

    private List<Subject> live(long nowMillis) {
        List<Subject> out = new ArrayList<>();
        for (Heard heard : subjects.values()) {
            if (nowMillis - heard.seenMillis <= GONE_MILLIS) {
                out.add(heard.subject);
            }
        }
        return out;
    }

    /** Values of the containers of a subject that run, by container and name; a node's stand under the empty name. */
    public static Map<String, Map<String, Series>> running(Subject subject) {
        Map<String, Map<String, Series>> out = new LinkedHashMap<>();
        subject.containers().forEach((name, track) -> {
            if (track.newestMillis >= subject.newestMillis() - STOPPED_MILLIS) {
                out.put(name, track.values);
            }
        });
        return out;
    }

    /** Pods and nodes held. */
    public int size() {
        return subjects.size();
    }
}
