// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/what_ifs.h"

#include <QUndoStack>
#include <algorithm>

namespace fulcrum::bridge {

namespace {

void forgetWhatDependsOnOthers(icl::IcdSequence& sequence)
{
    for (icl::IcdStep& icd : sequence.icds) {
        icd.probability = icd.entropyBits = icd.gain = icl::kUnknown;
        icd.rank = 0;
        icd.alternatives.clear();
    }
}

/// Steps 0, 1, ... in the order that they have.
void renumberSteps(icl::IcdSequence& sequence)
{
    std::vector<std::size_t> order(sequence.icds.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::stable_sort(order.begin(), order.end(),
        [&](std::size_t a, std::size_t b) { return sequence.icds[a].step < sequence.icds[b].step; });
    for (std::size_t i = 0; i < order.size(); ++i)
        sequence.icds[order[i]].step = static_cast<int>(i);
}

bool isInside(const icl::IcdSequence& sequence, int position)
{
    return position >= 0 && static_cast<std::size_t>(position) < sequence.icds.size();
}

} // namespace

icl::IcdSequence withMoved(icl::IcdSequence sequence, int from, int to)
{
    if (!isInside(sequence, from) || !isInside(sequence, to) || from == to)
        return sequence;
    const auto at = [&](int position) { return sequence.icds.begin() + position; };
    if (from < to)
        std::rotate(at(from), at(from + 1), at(to + 1));
    else
        std::rotate(at(to), at(from), at(from + 1));
    forgetWhatDependsOnOthers(sequence);
    return sequence;
}

icl::IcdSequence withRemoved(icl::IcdSequence sequence, int position)
{
    if (!isInside(sequence, position))
        return sequence;
    sequence.icds.erase(sequence.icds.begin() + position);
    forgetWhatDependsOnOthers(sequence);
    renumberSteps(sequence);
    return sequence;
}

icl::IcdSequence withInserted(icl::IcdSequence sequence, int position, const std::vector<icl::IcdStep>& icds)
{
    if (icds.empty())
        return sequence;
    int step = static_cast<int>(sequence.icds.size());
    position = std::clamp(position, 0, step);
    for (icl::IcdStep icd : icds) {
        icd.step = step++;
        sequence.icds.insert(sequence.icds.begin() + position++, std::move(icd));
    }
    forgetWhatDependsOnOthers(sequence);
    renumberSteps(sequence);
    return sequence;
}

icl::IcdSequence withText(icl::IcdSequence sequence, int position, const std::string& text)
{
    if (!isInside(sequence, position) || sequence.icds[static_cast<std::size_t>(position)].text == text)
        return sequence;
    sequence.icds[static_cast<std::size_t>(position)].text = text;
    forgetWhatDependsOnOthers(sequence);
    return sequence;
}

/// From one state of a what-if to another; a state may be "not there".
class WhatIfCommand : public QUndoCommand
{
public:
    WhatIfCommand(WhatIfs* whatIfs, const QString& text, int id, std::optional<WhatIf> before, std::optional<WhatIf> after)
        : QUndoCommand(text), m_whatIfs(whatIfs), m_id(id), m_before(std::move(before)), m_after(std::move(after))
    {
    }
    void redo() override { m_whatIfs->set(m_id, m_after); }
    void undo() override { m_whatIfs->set(m_id, m_before); }

private:
    WhatIfs* m_whatIfs;
    int m_id;
    std::optional<WhatIf> m_before, m_after;
};

WhatIfs::WhatIfs(QUndoStack* stack, QObject* parent) : QObject(parent), m_stack(stack) { }

QVector<WhatIf> WhatIfs::of(const SampleRef& query) const
{
    QVector<WhatIf> found;
    for (const WhatIf& one : m_known)
        if (one.query == query)
            found.append(one);
    std::sort(found.begin(), found.end(), [](const WhatIf& a, const WhatIf& b) { return a.id < b.id; });
    return found;
}

const WhatIf* WhatIfs::find(int id) const
{
    const auto found = m_known.constFind(id);
    return found == m_known.constEnd() ? nullptr : &*found;
}

int WhatIfs::add(const QString& text, WhatIf whatIf)
{
    const int id = whatIf.id = m_next++;
    m_stack->push(new WhatIfCommand(this, text, id, {}, std::move(whatIf)));
    return id;
}

void WhatIfs::change(const QString& text, int id, const icl::IcdSequence& sequence)
{
    const WhatIf* known = find(id);
    if (!known)
        return;
    WhatIf after = *known;
    after.sequence = sequence;
    m_stack->push(new WhatIfCommand(this, text, id, *known, std::move(after)));
}

void WhatIfs::discard(int id)
{
    if (const WhatIf* known = find(id))
        m_stack->push(new WhatIfCommand(this, tr("Discard a what-if"), id, *known, {}));
}

void WhatIfs::forget(int id) { set(id, {}); }

void WhatIfs::clear() { m_known.clear(); }

void WhatIfs::set(int id, const std::optional<WhatIf>& state)
{
    if (state)
        m_known.insert(id, *state);
    else
        m_known.remove(id);
    Q_EMIT changed(id);
}

} // namespace fulcrum::bridge
