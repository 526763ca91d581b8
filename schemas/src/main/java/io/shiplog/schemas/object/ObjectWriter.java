package io.shiplog.schemas.object;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes objects as they lie in memory: packed JSON stays packed, and what it is told by is written once. A pod of many
 * takes some 400 bytes instead of 2,600, and is neither unpacked for it nor packed again. For files of one process:
 * nothing is encrypted.
 */
public final class ObjectWriter extends SharingWriter {

    private static final int PLAIN = -1;

    /** By identity, which is what objects share them by. */
    private final Map<JsonShape, Integer> shapes = new HashMap<>();

    /** Writes to this stream, which stays open. */
    public ObjectWriter(DataOutputStream out) {
        super(out);
    }

    /** Writes one object. */
    public void object(KubeObject object) throws IOException {
        ObjectKey key = object.key();
        word(key.group());
        word(key.kind());
        word(key.namespace());
        text(key.name());
        text(object.uid());
        number(object.version());
        labels(object.labels());
        word(object.ownerUid());
        owners(object.ownerUids());
        word(object.node());
        number(object.creationMillis());
        number(object.deletionMillis());
        body(object.body());
    }

    private void body(Object body) throws IOException {
        if (body instanceof PackedJson packed) {
            shared(shapes, packed.shape(), () -> bytes(packed.shape().base()));
            count(packed.length());
            bytes(packed.differences());
        } else {
            count(PLAIN);
            bytes((byte[]) body);
        }
    }

    private void owners(List<String> uids) throws IOException {
        count(uids.size());
        for (String uid : uids) {
            word(uid);
        }
    }
}
