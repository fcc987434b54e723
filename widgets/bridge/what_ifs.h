// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/icd_sequence.h"
#include "widgets/bridge/workspace_state.h"

#include <QHash>
#include <QObject>

class QUndoStack;

namespace fulcrum::bridge {

/// As many as a sequence may be edited to have.
inline constexpr qsizetype kMostDemonstrations = 16;

/// An edited copy of a sequence that is not kept (yet). The sequence it was made from never changes (UX.md D2).
struct WhatIf
{
    int id = 0;
    SampleRef query;
    QString parent;                ///< key of the lane that it stands under
    QString parentTitle, strategy; ///< of the sequence that it goes back to
    icl::IcdSequence original;     ///< what it was made from
    std::int64_t originalRecord = 0; ///< icd_sequence of the original; 0 = it has none
    icl::IcdSequence sequence;
    QString subtitle; ///< how it was made, where that was not by hand
    // Written by Lever-LM: by this training and checkpoint, without these samples. Edits by hand leave them behind.
    std::int64_t trainRun = 0;
    QString checkpoint;
    std::vector<std::int64_t> excluded;
};

// Edits of a sequence. What depended on the demonstrations before it is forgotten; similarity to the query stays.
// Positions outside the sequence change nothing.
icl::IcdSequence withMoved(icl::IcdSequence sequence, int from, int to);
icl::IcdSequence withRemoved(icl::IcdSequence sequence, int position);
/// New demonstrations were chosen last.
icl::IcdSequence withInserted(icl::IcdSequence sequence, int position, const std::vector<icl::IcdStep>& icds);
/// An empty text is the sample's own again.
icl::IcdSequence withText(icl::IcdSequence sequence, int position, const std::string& text);

/// The what-ifs of this session, for all queries. Every change can be undone. GUI thread.
class WhatIfs : public QObject
{
    Q_OBJECT

public:
    explicit WhatIfs(QUndoStack* stack, QObject* parent = nullptr);

    QVector<WhatIf> of(const SampleRef& query) const; ///< in the order they were made
    const WhatIf* find(int id) const;

    /// Makes a new one; `text` names the change in the list of changes.
    int add(const QString& text, WhatIf whatIf);
    void change(const QString& text, int id, const icl::IcdSequence& sequence);
    void discard(int id);
    /// Takes one away for good: it is kept in the project now.
    void forget(int id);
    /// The project is closed. The stack is its owner's to clear.
    void clear();

Q_SIGNALS:
    void changed(int id);

private:
    friend class WhatIfCommand;
    void set(int id, const std::optional<WhatIf>& state);

    QUndoStack* m_stack;
    QHash<int, WhatIf> m_known;
    int m_next = 1;
};

} // namespace fulcrum::bridge
