package io.shardsteer.trainer.training;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import water.DKV;
import water.Key;
import water.Scope;
import water.fvec.Frame;
import water.fvec.Vec;

/** Texts as H2O's Word2Vec reads them: one column of words, a missing one behind each text. */
final class TextFrame {
  private TextFrame() {}

  static Frame of(List<List<String>> texts) {
    List<@Nullable String> words = new ArrayList<>();
    for (List<String> text : texts) {
      words.addAll(text);
      words.add(null);
    }
    Vec column = Vec.makeVec(words.toArray(String[]::new), Vec.newKey());
    Frame frame = new Frame(Key.<Frame>make(), new String[] {"words"}, new Vec[] {column});
    DKV.put(frame);
    return Scope.track(frame);
  }
}
