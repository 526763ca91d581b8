package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.snapshot.InlineDisk;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;

/** A pod does not run beside one that has the same disk, unless both only read it. Knows disks named in specs. */
public final class VolumeRestrictions extends Exclusive {

    /** The one rule. */
    public VolumeRestrictions() {
        super("VolumeRestrictions", "node(s) had no available disk");
    }

    @Override
    boolean asks(PodInfo pod) {
        return pod.shape().disks().length > 0;
    }

    @Override
    boolean taken(PodInfo pod, NodeInfo node) {
        for (InlineDisk disk : pod.shape().disks()) {
            for (PodInfo other : node.pods()) {
                for (InlineDisk held : other.shape().disks()) {
                    if (disk.conflicts(held)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
