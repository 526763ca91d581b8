package io.shiplog.api.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.read.Ask;
import io.shiplog.api.read.Change;
import io.shiplog.api.read.Target;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.record.AtomicGroup;
import io.shiplog.schemas.topic.Partitioning;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A manifest record whose documents take effect together or not at all: what it asks for, or why it asks in vain. All
 * its objects lie in one partition of the log, since only one task's transaction is atomic. Pure.
 */
final class AtomicRecord {

    /** Header of a record; with the value {@code true} the record is atomic. */
    private static final String HEADER = "shiplog-atomic";

    private static final int CONFLICT = 409;

    /** One object of one document. */
    private record Member(int document, Change.Apply change) {}

    private final List<String> shown = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final Map<Integer, StatusException> malformed = new LinkedHashMap<>();

    /**
     * Reads the documents of a record.
     *
     * @param ask who asks, for every object
     * @param partitions how many partitions commands have
     */
    AtomicRecord(List<String> documents, Ask ask, int partitions) {
        for (int i = 0; i < documents.size(); i++) {
            read(i, documents.get(i), ask);
        }
        StatusException apart = malformed.isEmpty() ? apart(partitions) : null;
        for (int i = 0; apart != null && i < documents.size(); i++) {
            malformed.put(i, apart);
        }
    }

    /** True when a record with these headers is atomic. */
    static boolean wanted(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        return header != null
                && header.value() != null
                && new String(header.value(), StandardCharsets.UTF_8).equalsIgnoreCase("true");
    }

    private void read(int document, String text, Ask ask) {
        shown.add(ManifestText.shown(text));
        try {
            List<ObjectNode> objects = ManifestText.objects(text);
            if (objects.size() == 1) {
                shown.set(document, ManifestText.shown(objects.get(0)));
            }
            for (ObjectNode object : objects) {
                members.add(new Member(document, ManifestChange.of(object, ask)));
            }
        } catch (StatusException refusal) {
            malformed.put(document, refusal);
        }
    }

    /** Why the objects cannot be changed in one transaction, or null. */
    private @Nullable StatusException apart(int partitions) {
        for (Member member : members) {
            Target first = members.get(0).change().target();
            Target other = member.change().target();
            if (partition(first, partitions) != partition(other, partitions)) {
                return StatusException.badRequest("the objects of an atomic record must lie in one partition of the"
                        + " log, as those of one namespace do: " + words(first) + " and " + words(other)
                        + " do not; nothing was changed");
            }
        }
        return null;
    }

    private static int partition(Target target, int partitions) {
        return Partitioning.of(target.kind().routingKey(target.namespace(), target.name()), partitions);
    }

    private static String words(Target target) {
        String place = target.namespace().isEmpty() ? "" : target.namespace() + "/";
        return target.kind().kind() + " " + place + target.name();
    }

    /** How many objects there are. */
    int size() {
        return members.size();
    }

    /** What may be shown of a document. */
    String shown(int document) {
        return shown.get(document);
    }

    /** The changes of all objects as members of a group; to be submitted all before one is waited for. */
    List<Change> changes(String group) {
        List<Change> out = new ArrayList<>();
        for (Member member : members) {
            Change.Apply change = member.change();
            Ask ask = change.ask().in(new AtomicGroup(group, out.size(), members.size()));
            out.add(new Change.Apply(change.target(), ask, change.object()));
        }
        return out;
    }

    /** Why each document is refused before anything was submitted; empty when none is. */
    Map<Integer, StatusException> malformed() {
        if (malformed.isEmpty()) {
            return Map.of();
        }
        Map.Entry<Integer, StatusException> first =
                malformed.entrySet().iterator().next();
        StatusException others = StatusException.of(
                CONFLICT,
                "Conflict",
                "document " + first.getKey() + " of the atomic record was refused, so nothing was changed: "
                        + first.getValue().getMessage());
        Map<Integer, StatusException> out = new LinkedHashMap<>();
        for (int i = 0; i < shown.size(); i++) {
            out.put(i, malformed.getOrDefault(i, others));
        }
        return out;
    }

    /**
     * Why each document is refused, when every member was.
     *
     * @param refusals of the members, in the order of {@link #changes}
     */
    Map<Integer, StatusException> refused(List<StatusException> refusals) {
        Map<Integer, StatusException> out = new LinkedHashMap<>();
        for (int i = 0; i < members.size(); i++) {
            // Of a List's items the one that is to blame speaks for the document.
            out.merge(members.get(i).document(), refusals.get(i), (a, b) -> a.code() == CONFLICT ? b : a);
        }
        return out;
    }
}
