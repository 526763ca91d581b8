package io.shiplog.scheduler.snapshot;

import java.util.Arrays;

/**
 * Counts by small numbers, as large as what is not zero. The numbers are handed out densely from 0 on, so that a number is
 * its own hash.
 */
final class IntCounts {

    private static final int FREE = -1;
    private static final int CAPACITY_MIN = 8;

    private int[] keys = new int[CAPACITY_MIN];
    private int[] values = new int[CAPACITY_MIN];
    private int size;
    private long total;

    IntCounts() {
        Arrays.fill(keys, FREE);
    }

    /** The count; 0 when nothing was counted. */
    int get(int key) {
        int mask = keys.length - 1;
        for (int at = key & mask; keys[at] != FREE; at = (at + 1) & mask) {
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
        int at = key & mask;
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
        int mask = keys.length - 1;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                int at = oldKeys[i] & mask;
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
            int home = keys[at] & mask;
            if (((at - home) & mask) >= ((at - hole) & mask)) {
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
