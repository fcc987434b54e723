// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/documents.h"

namespace fulcrum::demo {
namespace {

struct Author
{
    Style style;
    std::array<Background, 2> backgrounds{};
};

Author drawAuthor(data::Task task, const DocumentSpec& spec, Rng& rng)
{
    Author author;
    author.style = drawStyle(rng);
    author.style.web = task == data::Task::Caption && rng.chance(spec.web);
    const std::vector<std::size_t> two = rng.sample(kBackgrounds, 2);
    author.backgrounds = {static_cast<Background>(two[0]), static_cast<Background>(two[1])};
    return author;
}

int drawScene(const SceneBank& bank, const Author& author, const DocumentSpec& spec, Rng& rng)
{
    const std::size_t background = rng.chance(spec.preferred)
        ? static_cast<std::size_t>(author.backgrounds[rng.below(2)])
        : rng.below(kBackgrounds);
    const std::vector<int>& scenes = bank.byBackground[background];
    return scenes[rng.below(scenes.size())];
}

Pair drawPair(const SceneBank& bank, data::Task task, const Author& author, const std::vector<std::size_t>& topics,
    const DocumentSpec& spec, Rng& rng)
{
    Pair pair;
    pair.style = author.style;
    for (;;) {
        pair.scene = drawScene(bank, author, spec, rng);
        const Scene& scene = bank.scenes[static_cast<std::size_t>(pair.scene)];
        if (task == data::Task::Caption) {
            pair.answer = caption(scene, author.style, rng);
            return pair;
        }
        const auto type = static_cast<QuestionType>(topics[rng.below(topics.size())]);
        const std::optional<Question> question = drawQuestion(scene, type, rng);
        if (!question)
            continue;
        const int phrasing = rng.chance(spec.phrasing) ? author.style.phrasing : static_cast<int>(rng.below(kPhrasings));
        pair.question = questionText(*question, phrasing);
        pair.answer = answerText(*question, author.style);
        return pair;
    }
}

} // namespace

SceneBank makeSceneBank(std::uint64_t seed, int count)
{
    SceneBank bank;
    for (int i = 0; i < count; ++i) {
        Rng rng(seed, {stableHash("scene"), static_cast<std::uint64_t>(i)});
        const int background = i % kBackgrounds;
        bank.scenes.push_back(demo::drawScene(rng, static_cast<Background>(background)));
        bank.byBackground[static_cast<std::size_t>(background)].push_back(i);
    }
    return bank;
}

Document drawDocument(const SceneBank& bank, data::Task task, const DocumentSpec& spec, Rng& rng)
{
    Document document;
    document.task = task;
    std::vector<Author> authors(rng.weighted(spec.styleCounts) + 1);
    for (Author& author : authors)
        author = drawAuthor(task, spec, rng);
    const std::vector<std::size_t> topics = rng.sample(kQuestionTypes, 1 + rng.below(kQuestionTypes));
    const std::size_t pairs = 1 + rng.below(static_cast<std::size_t>(spec.mostPairs));
    std::size_t current = rng.below(authors.size());
    for (std::size_t i = 0; i < pairs; ++i) {
        if (i > 0 && authors.size() > 1 && !rng.chance(spec.stay))
            current = (current + 1 + rng.below(authors.size() - 1)) % authors.size();
        if (i > 0 && rng.chance(spec.copy)) {
            document.pairs.push_back(document.pairs[rng.below(i)]);
            document.pairs.back().copied = true;
            continue;
        }
        const Author author = rng.chance(spec.stranger) ? drawAuthor(task, spec, rng) : authors[current];
        document.pairs.push_back(drawPair(bank, task, author, topics, spec, rng));
    }
    return document;
}

} // namespace fulcrum::demo
