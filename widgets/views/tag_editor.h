// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sample_facts.h"

#include <QFrame>
#include <QVector>

class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace fulcrum::views {

/// Tags of the selected samples in a popup: all, some or none of them have each tag, as it is when the popup opens. Typing
/// narrows the list or names a new tag; Enter sets it.
class TagEditor : public QFrame
{
    Q_OBJECT

public:
    struct State
    {
        QString tag;
        Qt::CheckState state = Qt::Unchecked;
        bool operator==(const State&) const = default;
    };
    /// For every tag that some sample of the data set has.
    static QVector<State> statesOf(const store::TagFacts& tags, const std::vector<std::int32_t>& samples);
    static constexpr int kLongestTag = 64;

    /// Deletes itself when it is closed. `count`: number of samples, for the title.
    TagEditor(const QVector<State>& states, int count, QWidget* parent);
    void popup(const QPoint& global);

Q_SIGNALS:
    void tagSet(const QString& tag, bool on);

private:
    void narrow(const QString& typed);
    void enter();
    void itemChanged(QListWidgetItem* item);
    bool eventFilter(QObject* watched, QEvent* event) override;

    QLineEdit* m_edit;
    QListWidget* m_list;
    QListWidgetItem* m_new = nullptr; ///< "Create ..."
};

} // namespace fulcrum::views
