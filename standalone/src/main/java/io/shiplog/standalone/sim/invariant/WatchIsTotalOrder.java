package io.shiplog.standalone.sim.invariant;

import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.ResourceEnvelope;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who reads resources sees every version of every object once, in order, none missing: created with
 * version 1, counted up
 * by one, removed with a final envelope that a tombstone follows, and only then created anew under another uid.
 */
public final class WatchIsTotalOrder implements Invariant {

    private final Map<ObjectKey, Boolean> awaitsTombstone = new HashMap<>();
    private final Set<String> uidsGone = new HashSet<>();
    private long lastOffset = -1;

    @Override
    public void changed(Change change) {
        ResourceEnvelope envelope = change.envelope();
        if (change.offset() <= lastOffset) {
            fail("offset " + change.offset() + " came after " + lastOffset);
        }
        lastOffset = change.offset();
        if (awaitsTombstone.containsKey(change.key())) {
            fail(change.key() + " came back before the tombstone of its final envelope");
        }
        KubeObject before = change.before();
        long expected = before == null ? 1 : before.version() + 1;
        if (envelope.getVersion() != expected) {
            fail(change.key() + " has version " + envelope.getVersion() + " at offset " + change.offset() + " where "
                    + expected + " was to come");
        }
        if (before != null && !before.uid().equals(envelope.getUid())) {
            fail(change.key() + " changed its uid from " + before.uid() + " to " + envelope.getUid());
        }
        if (before == null && (envelope.getRemoved() || uidsGone.contains(envelope.getUid()))) {
            fail(change.key() + " " + envelope.getUid() + " was gone already");
        }
        if (envelope.getRemoved()) {
            awaitsTombstone.put(change.key(), true);
            uidsGone.add(envelope.getUid());
        }
    }

    @Override
    public void tombstone(ObjectKey key) {
        if (awaitsTombstone.remove(key) == null) {
            fail(key + " has a tombstone without a final envelope");
        }
    }

    @Override
    public void settled() {
        if (!awaitsTombstone.isEmpty()) {
            fail("no tombstone in the transaction that removed " + awaitsTombstone.keySet());
        }
    }
}
