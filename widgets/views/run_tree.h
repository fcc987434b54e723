// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/run_repository.h"

#include <QSet>
#include <QTreeView>
#include <QVector>

namespace fulcrum::views {

/// The runs as a tree with columns that can be chosen, moved and sorted by. Remembers what is folded while the model is made anew.
class RunTree : public QTreeView
{
    Q_OBJECT

public:
    explicit RunTree(QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    /// Selected runs from top to bottom; a selected group stands for all of its runs.
    QVector<store::RunId> selectedRuns() const;
    store::RunId currentRun() const;
    store::RunId currentExperiment() const; ///< its key; 0 = the keyboard stands on something else
    void selectRun(store::RunId run);
    /// Starts to edit this column of the current run.
    void editColumn(int column);
    /// Places, widths, hidden columns and sorting; of the header.
    QByteArray columnState() const;
    void setColumnState(const QByteArray& state);

Q_SIGNALS:
    void selectionMoved();
    void columnsChanged();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void startDrag(Qt::DropActions actions) override;
    void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void remember();
    void putBack();
    void showHeaderMenu(const QPoint& place);
    void setFirstWidths();

    QSet<QString> m_folded; ///< groups that a person has folded
    QVector<store::RunId> m_kept; ///< selected when the model began to be made anew
    store::RunId m_keptCurrent = 0;
    bool m_restoring = false;
};

} // namespace fulcrum::views
