package io.shiplog.executor.node;

import java.util.LinkedHashMap;
import java.util.Map;

/** Uids whose tombstone was seen: should their RunPod be read once more, it is not obeyed. The oldest fall out. */
final class Forgotten {

    static final int UIDS_MAX = 65_536;

    private final Map<String, Boolean> uids = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > UIDS_MAX;
        }
    };

    void add(String uid) {
        uids.put(uid, true);
    }

    boolean contains(String uid) {
        return uids.containsKey(uid);
    }
}
