package io.shardsteer.deploy.replay.synthetic;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Categories that are born and die, and hundreds of related records at once. Fields: category, key
 * (one of {@value #ITEMS} items of the category).
 *
 * <p>A draw opens a new category as in the process of Pitman and Yor ("The two-parameter
 * Poisson-Dirichlet distribution derived from a stable subordinator", Ann. Prob. 25, 1997), with
 * probability {@code (theta + d K) / (n + theta)} after n draws that have opened K categories;
 * discount d = {@value #DISCOUNT}, strength theta = {@value #STRENGTH}, so that K grows as {@code
 * n^d}. Else it takes a known one, in proportion to its draws less d as in that process, times a
 * popularity that halves in every {@value #HALF_LIFE} s since its birth, at 1,000 records a second.
 * Each second begins with one draw whose category takes 1 to {@value #LARGEST_BATCH} records in a
 * row; every other record is a draw of its own. Ids say nothing about age.
 */
final class Births implements Drawing {
  static final double DISCOUNT = 0.7;
  static final double STRENGTH = 1;
  static final double HALF_LIFE = 30;
  static final int LARGEST_BATCH = 500;
  static final int ITEMS = 20;
  static final int PER_SECOND = 1_000;
  private static final int ID_BITS = 30;

  /** Popularities are kept as they were at a moment; after so many half-lives at another. */
  private static final double MOST_HALF_LIVES = 400;

  private final long salt;

  /** Popularity of each category as a binary indexed tree (Fenwick, 1994), from index 1 on. */
  private double[] tree = new double[1 << 12];

  private double[] bornAt = new double[1 << 12];
  private int categories;
  private long draws;
  private long records;
  private double momentSeconds;
  private int batchCategory;
  private int batchLeft;

  Births(SplittableRandom setting) {
    salt = setting.nextLong(1L << ID_BITS);
  }

  @Override
  public void draw(double progress, SplittableRandom random, double[] into) {
    if (records % PER_SECOND == 0) {
      batchCategory = category(random);
      batchLeft = 1 + random.nextInt(LARGEST_BATCH);
    }
    int category = batchLeft > 0 ? batchCategory : category(random);
    batchLeft = Math.max(0, batchLeft - 1);
    records++;
    into[0] = id(category);
    into[1] = into[0] * ITEMS + random.nextInt(ITEMS);
  }

  /** Another one for every category. */
  private long id(int category) {
    return (category * 0x9E3779B1L + salt) & ((1L << ID_BITS) - 1);
  }

  private int category(SplittableRandom random) {
    boolean isNew = random.nextDouble() * (draws + STRENGTH) < STRENGTH + DISCOUNT * categories;
    draws++;
    double now = (double) records / PER_SECOND;
    if (isNew) {
      return open(now);
    }
    int known = find(random.nextDouble() * sum());
    add(known, popularity(bornAt[known]));
    return known;
  }

  private int open(double now) {
    if ((now - momentSeconds) / HALF_LIFE > MOST_HALF_LIVES) {
      rescale(now);
    }
    int born = categories++;
    if (categories >= tree.length) {
      grow();
    }
    bornAt[born] = now;
    add(born, (1 - DISCOUNT) * popularity(now));
    return born;
  }

  /**
   * What one draw counts for. All popularities halve in the same time, so that only the moments of
   * birth tell them apart.
   */
  private double popularity(double born) {
    return Math.pow(2, (born - momentSeconds) / HALF_LIFE);
  }

  private void rescale(double now) {
    double factor = Math.pow(2, (momentSeconds - now) / HALF_LIFE);
    Arrays.setAll(tree, i -> tree[i] * factor);
    momentSeconds = now;
  }

  private void grow() {
    int size = tree.length;
    tree = Arrays.copyOf(tree, 2 * size);
    // The root of the larger tree has all that the smaller one has.
    tree[size] = prefix(size - 1);
    bornAt = Arrays.copyOf(bornAt, 2 * size);
  }

  private double prefix(int upTo) {
    double sum = 0;
    for (int i = upTo; i > 0; i -= i & -i) {
      sum += tree[i];
    }
    return sum;
  }

  private double sum() {
    return prefix(categories);
  }

  private void add(int category, double popularity) {
    for (int i = category + 1; i < tree.length; i += i & -i) {
      tree[i] += popularity;
    }
  }

  private int find(double at) {
    int below = 0;
    double rest = at;
    for (int step = tree.length / 2; step > 0; step /= 2) {
      if (below + step <= categories && tree[below + step] <= rest) {
        below += step;
        rest -= tree[below];
      }
    }
    return Math.min(below, categories - 1);
  }
}
