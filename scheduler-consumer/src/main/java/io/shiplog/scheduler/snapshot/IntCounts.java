package io.shiplog.scheduler.snapshot;

import java.util.Arrays;

/** Counts by numbers from 0 on, as large as what is not zero: a hash table without objects. */
final class IntCounts {

    private static final int FREE = -1;
    private static final int CAPACITY_MIN = 8;
    /** 2^32 divided by the golden ratio: neighbours land far apart, so that a run of numbers makes no run of places. */
    private static final int SPREAD = 0x9E3779B9;

    private int[] keys = new int[CAPACITY_MIN];
    private int[] values = new int[CAPACITY_MIN];
    /** What is left of 32 bits is a place. */
    private int shift = Integer.numberOfLeadingZeros(CAPACITY_MIN) + 1;

    private int size;
    private long total;

    IntCounts() {
        Arrays.fill(keys, FREE);
    }

    /** The count; 0 when nothing was counted. */
    int get(int key) {
        int mask = keys.length - 1;
        for (int at = home(key); keys[at] != FREE; at = (at + 1) & mask) {
            if (keys[at] == key) {
                return values[at];
            }
        }
        return 0;
    }

    /** Adds, and returns the count as it is then. */
    int add(int key, int amount) {
        total += amount;
        int mask = keys.length - 1;
        int at = home(key);
        while (keys[at] != FREE && keys[at] != key) {
            at = (at + 1) & mask;
        }
        if (keys[at] == FREE) {
            insert(at, key, amount);
            return amount;
        }
        values[at] += amount;
        int now = values[at];
        if (now == 0) {
            delete(at);
        }
        return now;
    }

    private int home(int key) {
        return (key * SPREAD) >>> shift;
    }

    private void insert(int at, int key, int amount) {
        if (amount == 0) {
            return;
        }
        keys[at] = key;
        values[at] = amount;
        size++;
        if (size * 2 > keys.length) {
            grow();
        }
    }

    private void grow() {
        int[] oldKeys = keys;
        int[] oldValues = values;
        keys = new int[oldKeys.length * 2];
        values = new int[oldKeys.length * 2];
        Arrays.fill(keys, FREE);
        shift--;
        int mask = keys.length - 1;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                int at = home(oldKeys[i]);
                while (keys[at] != FREE) {
                    at = (at + 1) & mask;
                }
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }

    /** Closes the gap, so that no search stops before what lies behind it. */
    private void delete(int gap) {
        size--;
        int mask = keys.length - 1;
        int hole = gap;
        for (int at = (hole + 1) & mask; keys[at] != FREE; at = (at + 1) & mask) {
            if (((at - home(keys[at])) & mask) >= ((at - hole) & mask)) {
                keys[hole] = keys[at];
                values[hole] = values[at];
                hole = at;
            }
        }
        keys[hole] = FREE;
    }

    /** How many are not zero. */
    int size() {
        return size;
    }

    /** Sum of all. */
    long total() {
        return total;
    }

    /** Places for {@link #keyAt}. */
    int places() {
        return keys.length;
    }

    /** The number at this place, or a negative one when there is none. */
    int keyAt(int place) {
        return keys[place];
    }

    /** The count at this place. */
    int valueAt(int place) {
        return values[place];
    }
}
