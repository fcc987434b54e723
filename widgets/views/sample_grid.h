// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemView>
#include <functional>

namespace fulcrum::views {

/// The rows of a list as cells of one size, from left to right and top to bottom. The place of a cell is arithmetic, so a
/// layout of half a million rows costs what one of ten costs (QListView asks for every row, in batches). Selects whole rows,
/// so that a table can share the selection.
class SampleGrid : public QAbstractItemView
{
    Q_OBJECT

public:
    explicit SampleGrid(QWidget* parent = nullptr);

    /// Least size of a cell; cells are widened so that whole columns fill the view. Keeps what is at the top at the top.
    void setCellSize(const QSize& least);
    int columns() const { return m_columns; }
    int lines() const; ///< rows of cells
    /// Rows that are (partly) visible, or {0, -1}.
    std::pair<int, int> visibleRows() const;
    /// What dragging out of the view carries; nullptr from it = nothing to drag.
    void setMimeMaker(std::function<QMimeData*()> make) { m_makeMime = std::move(make); }

    QRect visualRect(const QModelIndex& index) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    QModelIndex indexAt(const QPoint& point) const override;
    void setModel(QAbstractItemModel* model) override;
    void reset() override;
    /// Qt asks where each changed cell lies; with a hundred thousand of them painting what is seen is quicker.
    void dataChanged(const QModelIndex& first, const QModelIndex& last, const QList<int>& roles) override;
    /// Letters are shortcuts here; a search from cell to cell through half a million rows would block.
    void keyboardSearch(const QString&) override {}

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    int horizontalOffset() const override { return 0; }
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex&) const override { return false; }
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) override;
    QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    void updateGeometries() override;
    void scrollContentsBy(int dx, int dy) override;
    void startDrag(Qt::DropActions actions) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    int rowCount() const;
    QRect cell(int row) const; ///< in the viewport
    int rowAt(const QPoint& point) const; ///< nearest, not beyond the first and last; -1 without rows
    QItemSelection rowsInside(const QRect& rect) const;
    void layoutCells();
    void setHover(const QModelIndex& index);

    QSize m_least {168, 220}, m_cell {168, 220};
    int m_columns = 1;
    QPersistentModelIndex m_hover;
    QRect m_band; ///< of the rubber band, in contents coordinates
    std::function<QMimeData*()> m_makeMime;
};

/// Starts a drag with what `make` makes, shown as a small badge with the number of samples.
void dragSamples(QWidget* source, const std::function<QMimeData*()>& make, int count);

} // namespace fulcrum::views
