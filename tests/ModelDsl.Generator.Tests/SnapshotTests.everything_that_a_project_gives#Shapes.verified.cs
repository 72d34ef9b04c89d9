// My.Models.F10
// My.Models.F2
